"""What is done in the shop."""
