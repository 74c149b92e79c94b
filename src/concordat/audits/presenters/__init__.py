"""What the pages of audits say."""
