"""Contacts, against a real database."""
