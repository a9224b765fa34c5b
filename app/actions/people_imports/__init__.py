"""Many people at once: a spreadsheet is matched, tested, and brought in row by row, each by the very onboarding of one."""
