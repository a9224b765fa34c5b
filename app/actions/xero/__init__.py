"""What Xero told us, written down."""
