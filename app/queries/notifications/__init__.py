"""What staff were told."""
