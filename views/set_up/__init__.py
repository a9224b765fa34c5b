"""Setting a house up, in ten short steps."""
