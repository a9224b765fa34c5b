"""What is worked out of licenses for the reports about revenue."""
