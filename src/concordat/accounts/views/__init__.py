"""Pages of accounts: joining, people, signing in to a demo."""
