"""Who waits for a place, and what they are offered."""
