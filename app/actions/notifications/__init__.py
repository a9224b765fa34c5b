"""What is told to staff inside Foyer."""
