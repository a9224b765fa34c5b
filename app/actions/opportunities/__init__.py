"""What is done to opportunities."""
