"""The vendors as real local servers that follow the contracts, with switches for everything that can go wrong."""
