"""Form Packs: a form with its expectations, tags and origin in one file that another system can check and read.

`written` and `read` are each other's inverse to the byte. A pack from elsewhere is hostile until proved otherwise.
"""

from concordat.questionnaires.packs.contents import Core, Pack, Release, packed
from concordat.questionnaires.packs.reading import is_pack, read
from concordat.questionnaires.packs.writing import FORMAT, written

__all__ = ["FORMAT", "Core", "Pack", "Release", "is_pack", "packed", "read", "written"]
