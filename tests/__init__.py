"""The test suite: against real PostgreSQL, Valkey, HTTP, SMTP and Chromium."""
