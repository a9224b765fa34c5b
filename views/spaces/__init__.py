"""Spaces and rooms: what they are, who sits where, what is free, and who waits."""
