"""Expressions for exclusion constraints: without btree_gist, equality becomes overlap of ranges."""

from django.db.models import Func


class HashRange(Func):
    """A text as a range of one number, its hash: `WITH &&` then means the same text."""

    template = "int8range(hashtextextended(%(expressions)s, 0), hashtextextended(%(expressions)s, 0), '[]')"
    arity = 1


class Days(Func):
    """The days from the first date up to, and without, the second; open where it is null."""

    function = "daterange"
    arity = 2
