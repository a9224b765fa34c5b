"""What is done about the health of Foyer."""
