"""Personal data: exported whole, erased for good, kept to its terms."""
