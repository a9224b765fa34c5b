"""Finding anything by a few letters: each kind of thing by one query, in the scope of who asks."""
