"""Answer packs: what a setting has signed goes to another installation, and what it has signed there comes here.

- `key.signing_key`: the key of this installation, in the key folder; its public half is handed over.
- `making.pack_of`: the answers of a submitted return as `lib/answer_packs` signs them.
- `bank.known_here`: which expectations of a pack are the same here; of any other nothing carries.
- `kept`: whose packs are taken, and what was brought in. `carrying/packed.py` sets it beside a setting's returns.

`operations/packs.py` holds every write (decision 32).
"""
