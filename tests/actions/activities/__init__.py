"""Activities of the sales team, against a real database, mail server and calendars."""
