"""What is done to discounts."""
