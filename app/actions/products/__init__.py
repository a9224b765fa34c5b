"""What is done to products."""
