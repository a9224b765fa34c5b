"""Proposals and contracts: what they cost, what they say, and which of them wait."""
