"""What is done to visits: guests who are expected."""
