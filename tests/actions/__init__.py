"""What may be done, and what is refused, in which words and at which field."""
