"""What is done to deposits."""
