"""What is done about debts: reminders, statements, notes, and the policy itself."""
