"""The world outside: a Protocol in the business's words for each vendor, and the client that speaks to it. Only jobs come here."""
