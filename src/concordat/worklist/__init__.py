"""Worklist: what one person has to do, on the first page, in one letter and in a calendar."""
