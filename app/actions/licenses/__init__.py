"""What is done to licenses."""
