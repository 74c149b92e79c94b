"""What the pages of requests say."""
