"""What is done to spaces."""
