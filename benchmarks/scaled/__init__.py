"""A network of any size up to a million organisations, written by the database itself: its rows, its pages, its plot."""
