"""What is done to an invoice run."""
