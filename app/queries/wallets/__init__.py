"""What wallets hold, held at any instant, and owe."""
