"""What the worklist says: on the first page, in the letter, in the calendar."""
