"""Contacts: one person, found, changed, merged, left in peace."""
