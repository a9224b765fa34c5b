"""The desk: who is in, who is expected, and what to do when the alarm goes off."""
