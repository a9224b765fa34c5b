"""Salto KS: one site with users, access groups, locks and seats, under /salto (contracts.md section 4)."""
