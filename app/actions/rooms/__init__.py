"""What is done to rooms."""
