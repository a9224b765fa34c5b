"""Documents and mails as they were agreed on; `rewrite` makes them anew."""
