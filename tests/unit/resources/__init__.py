"""Rules of resources."""
