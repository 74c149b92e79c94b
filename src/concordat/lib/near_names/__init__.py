"""Finding a name although it was typed with slips: letters swapped, left out, doubled; the end not typed yet.

    closest("wakefeild cathedral", {1: "wakefield cathedral school", 2: "cathedral academy"})  ->  [1]

Every typed word must be near some word of the name; names are ordered by how near. Names and typed words
are compared as they come: fold case and accents before. Distance is optimal string alignment (Damerau 1964
with one swap a pair), as a share of the longer word's length; words of up to three letters must be equal.
"""

from concordat.lib.near_names.names import NEAR_ENOUGH, closest, nearness

__all__ = ["NEAR_ENOUGH", "closest", "nearness"]
