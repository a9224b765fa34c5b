"""Spreadsheets of one noun, brought in by the sheets of the data package, a chunk of rows at a time."""
