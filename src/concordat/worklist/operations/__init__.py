"""Everything that a person does with the own notices and duties."""

from concordat.worklist.operations.duties import tick_duties
from concordat.worklist.operations.notices import choose_rhythm, end_feed, make_feed, tell_new_tasks

__all__ = ["choose_rhythm", "end_feed", "make_feed", "tell_new_tasks", "tick_duties"]
