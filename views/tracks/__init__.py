"""Screens of tracks."""
