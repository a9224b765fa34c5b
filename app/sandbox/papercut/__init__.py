"""PaperCut: its XML-RPC web services with users, groups, balances and their transaction log (contracts.md section 3)."""
