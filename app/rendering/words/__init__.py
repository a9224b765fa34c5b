"""Enums in words, a file each: screens, reports, mails and papers say the same."""
