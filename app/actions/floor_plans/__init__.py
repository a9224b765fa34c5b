"""What is done to floor plans."""
