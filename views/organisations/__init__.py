"""Organisations: who is invoiced, and what happens to them."""
