"""What screens are made of: their bases, and what several of them share."""
