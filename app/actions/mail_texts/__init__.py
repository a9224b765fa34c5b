"""What is done to the texts of mails."""
