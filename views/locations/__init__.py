"""Locations, and everything that can be said about one."""
