"""Pools, the ground: who may do and see what, for Python and for the database, and what must stay hidden."""
