"""Rooms by the hour: the calendar, the form, the page of a booking, and what they have in common for staff and members."""
