"""FreeRADIUS: the program, and the folder that makes it Foyer's."""
