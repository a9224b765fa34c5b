"""Leads: asked for, taken in, assigned, warmed."""
