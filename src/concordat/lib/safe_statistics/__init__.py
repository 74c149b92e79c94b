"""Safe statistics: counts of children that may be published, because nobody can narrow a small one down.

A `Description` says what is to be published (`read_description` takes it from JSON). `build` makes one polytope of all
its tables, `suppress` decides what to hide and proves it, `release` is what everybody may see, `check` looks at the
proof without a solver. `attack` is separate and reads only what was published. Runs in a worker: it imports solvers.

The model, the proofs, an example by hand and the limits are in `docs/safe-statistics.md`.
"""

from concordat.lib.safe_statistics.certificate import Certificate, Finding, check
from concordat.lib.safe_statistics.description import (
    Description,
    DescriptionProblem,
    Dimension,
    Level,
    Margin,
    Route,
)
from concordat.lib.safe_statistics.polytope import CountsDisagree, Polytope, build
from concordat.lib.safe_statistics.published import Release
from concordat.lib.safe_statistics.release import NotSafe, release
from concordat.lib.safe_statistics.rule import Rule, RuleProblem
from concordat.lib.safe_statistics.suppression import Suppression, suppress
from concordat.lib.safe_statistics.values import Cell, NotANumber, Symbol, shown

__all__ = [
    "Cell",
    "Certificate",
    "CountsDisagree",
    "Description",
    "DescriptionProblem",
    "Dimension",
    "Finding",
    "Level",
    "Margin",
    "NotANumber",
    "NotSafe",
    "Polytope",
    "Release",
    "Route",
    "Rule",
    "RuleProblem",
    "Suppression",
    "Symbol",
    "build",
    "check",
    "release",
    "shown",
    "suppress",
]
