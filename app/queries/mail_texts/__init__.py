"""Which words a mail goes out in."""
