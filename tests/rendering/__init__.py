"""Documents and mails, from plain values, without a database."""
