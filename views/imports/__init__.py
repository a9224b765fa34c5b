"""Spreadsheets: uploaded, matched, tested, and brought in where they are right."""
