"""What is done to the access of people."""
