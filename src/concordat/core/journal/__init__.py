"""The journal: what was done, by whom, when; sealed so that later tampering is seen.

`entry` is what operations use; `sealing.seal` runs every second in the worker; `verification.verify`
checks leaves, batches, chain, signatures and the age of what is not sealed yet.
"""

from concordat.core.journal.writing import entry

__all__ = ["entry"]
