"""The attacker: what follows from a release, by somebody who has read it and nothing else.

This package shares no code with the suppression. It reads a `Release` (counts, symbols, the description), builds its
own equations, and asks for the narrowest interval of each hidden cell:

- `Attack(release)`: intervals by linear programming over everything published at once;
- `brute_force(...)`: every whole-number solution of a small system, one by one;
- `Attack(release, knowing=...)`: the same by children who know their own answers;
- `Attack(with_percentages(equations, release, printed))`: with percentages that were printed beside it;
- `Attack(read_together(releases, members))`: several releases about overlapping groups, one taken from the other.
"""

from concordat.lib.safe_statistics.attack.brute_force import TooLarge, brute_force
from concordat.lib.safe_statistics.attack.equations import Equations, read_equations
from concordat.lib.safe_statistics.attack.intervals import Attack, Impossible
from concordat.lib.safe_statistics.attack.percentages import Percentage, with_percentages
from concordat.lib.safe_statistics.attack.together import numbered, read_together

__all__ = [
    "Attack",
    "Equations",
    "Impossible",
    "Percentage",
    "TooLarge",
    "brute_force",
    "numbered",
    "read_equations",
    "read_together",
    "with_percentages",
]
