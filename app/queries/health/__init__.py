"""What is read to see whether Foyer is well."""
