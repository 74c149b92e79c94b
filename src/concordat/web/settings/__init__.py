"""Settings of the two sites; what both share is in `base`."""
