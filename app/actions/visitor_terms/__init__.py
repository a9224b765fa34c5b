"""What visitors agree to at the door."""
