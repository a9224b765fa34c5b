"""What is done with what paid lines of invoices bring."""
