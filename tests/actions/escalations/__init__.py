"""Rises of prices."""
