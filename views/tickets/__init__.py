"""Tickets, for staff."""
