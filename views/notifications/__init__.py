"""What staff are told: the bell, and how each wants to hear."""
