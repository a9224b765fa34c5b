"""Contacts and what is done with them."""
