"""Contracts: what both sides sign."""
