"""A real Chromium at a real server."""
