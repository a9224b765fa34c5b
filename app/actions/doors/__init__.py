"""What is done to door groups, fobs and entries."""
