"""What is done to settings that an operator changes."""
