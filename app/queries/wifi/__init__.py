"""What FreeRADIUS's tables say: accounts as they stand, who is online, and how much went through (contracts.md 5)."""
