"""A trust and all its schools: what it says for them, what each school made of it, and where all their returns stand.

- `answers` finds a trust's audits and what they say.
- `levels` says, question by question, what the trust says and what each school says.
- `schools` is the one list of all returns of the trust's schools, whichever partnership asks.
- `sheets` reads a trust's own audit out of a spreadsheet.

`carrying/overlay.py` brings what is signed to the schools' returns; `operations/trusts.py` writes.
"""
