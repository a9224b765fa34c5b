"""The books: which companies, what is the same there, and where they differ."""
