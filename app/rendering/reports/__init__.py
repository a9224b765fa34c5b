"""The reports: what each says of its figures, for the screen, for a file and for a mail."""
