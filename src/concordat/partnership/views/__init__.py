"""Pages of the partnership."""
