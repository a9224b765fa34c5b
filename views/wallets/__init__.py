"""Wallets: credits of people and organisations, and what the house owes for them."""
