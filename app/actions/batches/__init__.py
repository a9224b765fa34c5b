"""One verb on many rows: tried out, ordered, and done row by row."""
