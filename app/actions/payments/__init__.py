"""Money that comes in, and what it pays."""
