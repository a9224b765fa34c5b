"""Rooms by the hour: what a booking would cost, what speaks against it, and what is booked."""
