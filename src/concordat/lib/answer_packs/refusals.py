"""Why a pack is refused: one sentence each, so that whoever carries it knows what to do."""

from __future__ import annotations


class PackRefused(ValueError):
    """Something about a file that keeps it from being used; its text is the sentence for the page."""


class NotAPack(PackRefused):
    """A file of another kind, of another version, or one that was written otherwise than packs are."""


class Tampered(PackRefused):
    """What is signed is not what is in the file."""


class UnknownIssuer(PackRefused):
    """Signed by a key that nobody here has agreed to."""


class EndedIssuer(PackRefused):
    """Signed by a key that counts no more."""


class NotAKey(PackRefused):
    """What was pasted is no public key for packs, or not the one whose fingerprint was told."""


class DoesNotFit(PackRefused):
    """A true pack that is not for this setting, not for this day, or older than what is here."""
