"""Licenses: their list, their page, and the verbs of their life."""
