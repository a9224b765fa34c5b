"""Proposals and contracts: written, sent, read, signed."""
