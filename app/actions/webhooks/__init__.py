"""Webhooks out: who is told of what, and the messages to them (Standard Webhooks 1.0)."""
