"""Deposits: asked, held, given back, applied or kept."""
