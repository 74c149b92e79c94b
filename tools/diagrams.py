"""The diagrams in docs that are drawn from the code: `python -m tools.diagrams` writes them, a test compares them."""

from __future__ import annotations

import re
from pathlib import Path

from concordat.audits.rules import TRANSITIONS
from concordat.audits.vocabulary import SETTLED, STATE_NAMES, ReturnState

PAGE = Path(__file__).parents[1] / "docs" / "audits.md"
BLOCK = re.compile(r"(?<=<!-- life of a return -->\n).*?(?=<!-- end -->)", re.DOTALL)
STEP_NAMES = {
    "answer": "answer",
    "complete": "finish",
    "reopen": "reopen",
    "sign_head": "the head signs",
    "sign_board": "the board signs",
    "submit": "submit",
    "query": "send back with a question",
    "reply": "reply",
    "accept": "accept",
}


def life_of_a_return() -> str:
    """The states of a return on its way, and the steps between them, as the rules have them."""
    order = [state for state in ReturnState if state not in SETTLED]
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.value}: {STATE_NAMES[state]}" for state in order]
    lines.append(f"    [*] --> {order[0].value}")
    for step, name in STEP_NAMES.items():
        before, after = TRANSITIONS[step]
        lines += [f"    {state.value} --> {after.value}: {name}" for state in sorted(before, key=order.index)]
    return "\n".join([*lines, "```", ""])


def drawn(text: str) -> str:
    """The page with its diagram as the code says it now."""
    return BLOCK.sub(lambda _: life_of_a_return(), text)


if __name__ == "__main__":
    PAGE.write_text(drawn(PAGE.read_text()))
