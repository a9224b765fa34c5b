"""How far a house is set up."""
