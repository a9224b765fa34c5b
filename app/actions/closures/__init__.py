"""Days on which a location, or one of its rooms, cannot be booked."""
