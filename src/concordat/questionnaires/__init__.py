"""Forms, their frozen versions, and the bank of expectations that their questions are tagged with."""
