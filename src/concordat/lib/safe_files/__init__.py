"""Files that strangers send: recognised by what they hold, made anew without what could do harm, or refused.

Whatever comes out was written by the libraries below from what they understood, so that bytes which only one
program reads (polyglots, trailing data, hidden actions) do not come through. Sources: ISO 32000-1 sections 12.5 and
12.6 (annotations and actions of PDF), ECMA-376 part 2 (Open Packaging Conventions), the PNG and JPEG signatures.
"""

from concordat.lib.safe_files.archives import DAMAGED
from concordat.lib.safe_files.checking import LARGEST, SafeFile, UnsafeFile, made_safe
from concordat.lib.safe_files.kinds import FileKind
from concordat.lib.safe_files.names import clean_name

__all__ = ["DAMAGED", "LARGEST", "FileKind", "SafeFile", "UnsafeFile", "clean_name", "made_safe"]
