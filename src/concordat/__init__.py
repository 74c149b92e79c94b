"""Concordat: the platform of a safeguarding partnership and its schools, colleges and trusts."""
