"""Template tags of the page shell; every one is a function of its arguments."""
