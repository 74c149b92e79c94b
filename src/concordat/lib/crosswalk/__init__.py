"""Answer once: what an answer to one question makes certain about another, and what may be made ready from it.

Questions are tagged with the expectations they ask about; everything else is derived.

- `relation_between(tags, tags)` and `links_between(forms)`: equal, superset, subset, intersects, none.
- `carry(source, target, colour)`: what is certain, by the table proved in `carrying`; `covers` for several together.
- `offers(target, sources, bank=...)`: for each question of a return to be filled, the answer made ready, the
  suggestions with their tick lists, the sides where sources disagree, the contradiction with what was chosen.
  Each has `words` for the page and `Provenance` to keep. `source_changed` compares its origin with the source later.
- `relation_rows` and `tag_rows`: rows with the columns of SSSOM.

Days are passed in; nothing here selects an answer for anybody. A ready answer waits for a person.
"""

from concordat.lib.crosswalk.carrying import Certainty, carry, covers
from concordat.lib.crosswalk.offering import Offer, offers, source_changed
from concordat.lib.crosswalk.questions import (
    Bank,
    BankProblem,
    Expectation,
    Form,
    FormProblem,
    Kind,
    Question,
    TagProblem,
    TagState,
    UnknownExpectation,
)
from concordat.lib.crosswalk.relations import Link, Relation, links_between, relation_between
from concordat.lib.crosswalk.results import (
    Contradiction,
    Obstacle,
    Origin,
    Provenance,
    Ready,
    Rule,
    Statement,
    Suggestion,
    TickList,
)
from concordat.lib.crosswalk.scales import Colour, NotOnScale, Scale, ScaleProblem
from concordat.lib.crosswalk.singles import Singles, singles
from concordat.lib.crosswalk.sources import (
    AgeLimits,
    Answer,
    AnswerProblem,
    Rating,
    Source,
    Target,
    TickProblem,
    require_ticks,
)
from concordat.lib.crosswalk.sssom import COLUMNS as SSSOM_COLUMNS
from concordat.lib.crosswalk.sssom import relation_rows, tag_rows

__all__ = [
    "SSSOM_COLUMNS",
    "AgeLimits",
    "Answer",
    "AnswerProblem",
    "Bank",
    "BankProblem",
    "Certainty",
    "Colour",
    "Contradiction",
    "Expectation",
    "Form",
    "FormProblem",
    "Kind",
    "Link",
    "NotOnScale",
    "Obstacle",
    "Offer",
    "Origin",
    "Provenance",
    "Question",
    "Rating",
    "Ready",
    "Relation",
    "Rule",
    "Scale",
    "ScaleProblem",
    "Singles",
    "Source",
    "Statement",
    "Suggestion",
    "TagProblem",
    "TagState",
    "Target",
    "TickList",
    "TickProblem",
    "UnknownExpectation",
    "carry",
    "covers",
    "links_between",
    "offers",
    "relation_between",
    "relation_rows",
    "require_ticks",
    "singles",
    "source_changed",
    "tag_rows",
]
