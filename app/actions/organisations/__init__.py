"""What is done to organisations."""
