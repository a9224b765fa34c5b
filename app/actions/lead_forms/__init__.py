"""What is done to forms for leads."""
