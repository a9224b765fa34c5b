"""Who owes what, how late it is, and what is done about it."""
