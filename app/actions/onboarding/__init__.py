"""How new people come in."""
