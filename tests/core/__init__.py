"""The small words everyone uses."""
