"""How many respondents each report is about: a unit (a school) reports for itself, else all of them together do."""

from __future__ import annotations

from math import prod

import numpy as np

from concordat.lib.safe_statistics.polytope import Polytope
from concordat.lib.safe_statistics.relations import Ints


def too_few(polytope: Polytope, x: Ints, minimum: int) -> Ints:
    """The totals of reports about somebody, and about fewer respondents than a report needs."""
    bases = x[_totals(polytope)]
    return _totals(polytope)[(bases > 0) & (bases < minimum)]


def _totals(polytope: Polytope) -> Ints:
    """The cell of each unit's total; without a unit that of the only one. A lattice of releases has no such cells."""
    description, unit = polytope.description, polytope.description.unit_number
    count = 1 if unit is None else description.dimensions[unit].size(0)
    found = [
        numbers.reshape(-1)
        for margin, numbers in polytope.ids.items()
        if prod(numbers.shape) == count and (unit is None or margin[unit] == 0) and margin in description.published
    ]
    totals = found[-1] if found else np.zeros(0, dtype=np.int64)
    return totals[totals >= 0]
