"""Finding a name although it was typed with slips: letters swapped, left out, doubled; the end not typed yet.

    closest("wakefeild cathedral", {1: "wakefield cathedral school", 2: "cathedral academy"})  ->  [1]

Every typed word must be near some word of the name; names are ordered by how near. Names and typed words
are compared as they come: fold case and accents before. A word is near that is the same or begins as typed, however
short; beyond three typed letters also one with a few slips: optimal string alignment (Damerau 1964, no letter is
edited twice), as a share of the longer word's length.
"""

from concordat.lib.near_names.names import NEAR_ENOUGH, closest, nearness

__all__ = ["NEAR_ENOUGH", "closest", "nearness"]
