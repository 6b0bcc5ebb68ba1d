"""What the pages of rounds ask."""
