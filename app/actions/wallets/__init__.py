"""Credits: how they come into a wallet, are held, spent, given back and end. One file a verb; every movement is a row of the ledger."""
