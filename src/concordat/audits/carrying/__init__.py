"""Answer once: what a setting's other returns say about one that it fills in, by the rules of `lib/crosswalk`.

- `standing.answers_at` reads every answer of the setting, this return's and the others', in one query, and its packs.
- `known.known_of` works out what is ready, suggested, asked in a tick list, contradicted or changed at its source.
- `together` counts what answering one return would fill of the others.
- `forward` sets last year's return beside this one.

Nothing here writes or selects an answer; `operations/carrying.py` writes what a person confirms.
"""
