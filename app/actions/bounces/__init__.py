"""What is done about mails that come back."""
