"""Choices of one person, and what that person has been told."""

from concordat.worklist.models.duties import DutyDone
from concordat.worklist.models.notices import DigestChoice, FeedAddress, ToldTask

__all__ = ["DigestChoice", "DutyDone", "FeedAddress", "ToldTask"]
