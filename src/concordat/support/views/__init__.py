"""Pages of the support log."""
