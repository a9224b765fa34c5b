"""What is done to invitations: mails by which a booking stands, moves and goes in people's calendars (contracts.md section 9)."""
