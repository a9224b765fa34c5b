"""The sandbox keeps to the vendors' contracts."""
