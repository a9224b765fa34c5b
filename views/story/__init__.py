"""The story of a record on its page, and what staff say there."""
