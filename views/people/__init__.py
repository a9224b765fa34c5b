"""Members and users: who they are, whether they may sign in, and their data."""
