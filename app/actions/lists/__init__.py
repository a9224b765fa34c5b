"""Lists as people like them: their columns, and filters that they keep and share."""
