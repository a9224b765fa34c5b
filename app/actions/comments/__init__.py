"""What staff say on records."""
