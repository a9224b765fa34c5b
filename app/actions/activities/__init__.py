"""What is said and done with contacts: calls, notes, mails, meetings, visits (C2)."""
