"""Files that leave the site, and which of them everybody may know."""

from __future__ import annotations

from concordat.core import permissions
from concordat.core.strength import Strength

TAKE_FILE = "core.take_file"  # a list, results, a document
TAKE_PUBLIC_FILE = "core.take_public_file"  # what is published anyway: a blank form, the national register

permissions.declare(
    {TAKE_FILE: [[permissions.signed_in]], TAKE_PUBLIC_FILE: [[permissions.signed_in]]},
    strength={TAKE_FILE: Strength.strong},
)
