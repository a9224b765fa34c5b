"""What is done to credit notes."""
