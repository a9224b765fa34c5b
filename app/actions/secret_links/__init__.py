"""What is done to links that open without a sign-in."""
