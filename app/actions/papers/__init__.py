"""What proposals and contracts have in common: lines, sending, the answer, and the end."""
