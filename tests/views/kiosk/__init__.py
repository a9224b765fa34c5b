"""The tablet at the door, over HTTP."""
