"""What the pages and letters of joining say."""
