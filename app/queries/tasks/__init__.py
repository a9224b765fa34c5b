"""What screens, mails and calendars ask about tasks."""
