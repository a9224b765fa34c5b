"""What is done to charges: recurring line items and ad hoc ones."""
