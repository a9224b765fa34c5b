"""Do the books hold? Every promise that the database can be asked about, one small query each (docs/promises.md)."""
