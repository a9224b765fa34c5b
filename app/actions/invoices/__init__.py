"""What is done to invoices."""
