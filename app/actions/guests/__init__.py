"""What is done to guests."""
