"""Other networks, and what they ask."""
