"""The start page: today, for this person."""
