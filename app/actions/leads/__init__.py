"""What is done to leads."""
