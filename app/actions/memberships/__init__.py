"""What is done to memberships."""
