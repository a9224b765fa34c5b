"""Xero: identity, accounting and webhooks (contracts.md section 2)."""
