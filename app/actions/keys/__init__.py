"""Another key of the instance: what is kept sealed, and found by a mark, is brought under it."""
