"""Rendering: a DocumentView becomes a page or a mail. Pure: no database, no network, no file but our own."""
