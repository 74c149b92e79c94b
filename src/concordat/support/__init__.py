"""The support log: what settings ask of a partnership, who answers, and what support was given. See README.md here."""
