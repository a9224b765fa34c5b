"""What there is to buy, at which price, and what was bought."""
