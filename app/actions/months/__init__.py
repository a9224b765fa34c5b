"""What is done to months."""
