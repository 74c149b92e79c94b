"""What the pages of the register say."""
