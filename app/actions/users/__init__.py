"""What is done to people who can sign in."""
