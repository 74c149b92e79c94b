"""What the pages of the support log say, made from records."""
