"""People who ask to become members, and what staff says."""
