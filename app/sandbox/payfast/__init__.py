"""PayFast as a local server: its checkout page, its API, and the notices that it sends (contracts.md section 1)."""
