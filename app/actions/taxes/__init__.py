"""What is done to tax rates."""
