"""Communications: what a partnership writes to its settings, to whom it went and whether it arrived."""
