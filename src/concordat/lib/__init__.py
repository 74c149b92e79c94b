"""Algorithms that others could use without Concordat: plain Python, no Django, no database."""
