"""Data packages: an operator's spreadsheets, checked as a whole and loaded in bulk."""
