"""The story of a record: everything that happened to it, in one stream."""
