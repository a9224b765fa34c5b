"""Jobs: what happens after the commit; only they talk to the world."""
