"""What is done to locations."""
