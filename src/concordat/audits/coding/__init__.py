"""Coding of the notes beside answers, for reading: what can be coded, notes, codes, agreement, counts."""
