"""Who is in the building, who is expected, and when the day is over."""
