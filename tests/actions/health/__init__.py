"""How Foyer is."""
