"""Pages of forms, of their tags, and of how their questions relate."""
