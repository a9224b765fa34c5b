"""Bank statements: uploaded, read, and each line matched once."""
