"""The invoice run: from its preview to the last mail."""
