"""A pasted or exported list of contacts: its rows, and which place each row means.

People keep such lists in spreadsheets with headings of their own, in any order. `read` finds the columns by
their headings, or by what stands in them; `Finder` finds the place by its number, its name, or a name with
slips of the pen, and says what it is not sure of. Nothing here guesses in silence.
"""

from concordat.lib.contact_list.matching import Finder, Found, Place
from concordat.lib.contact_list.reading import MOST_CHARACTERS, MOST_ROWS, Contact, NoList, read, rows_of

__all__ = ["MOST_CHARACTERS", "MOST_ROWS", "Contact", "Finder", "Found", "NoList", "Place", "read", "rows_of"]
