"""All that an organisation has, to take away without asking anybody: which rows and papers, and the writing of them.

Contexts say in `<context>/owned.py` which of their tables hold a setting's or a partnership's data and how to find
it, and for every other table why it is not taken. A test compares that with the tables' classes.
"""

from concordat.core.takeaway.registry import Owned, Paper, declare, papers_by, refused_by, why_not
from concordat.core.takeaway.writing import Organisation, write

__all__ = ["Organisation", "Owned", "Paper", "declare", "papers_by", "refused_by", "why_not", "write"]
