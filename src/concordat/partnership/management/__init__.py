"""Commands of the partnership."""
