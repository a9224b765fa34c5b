"""A backup: a folder of the database, the files of the house, and a manifest that proves both."""
