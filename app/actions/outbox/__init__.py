"""What is done to background work."""
