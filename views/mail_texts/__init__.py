"""Set-up, Mails: what each mail says, by location and language."""
