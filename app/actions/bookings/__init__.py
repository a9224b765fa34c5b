"""Book a room, move it, give it back. One file a verb; a room's lock stands before every look at what is free."""
