"""What is done to kept files."""
