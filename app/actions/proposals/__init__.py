"""Proposals: what a lead is offered."""
