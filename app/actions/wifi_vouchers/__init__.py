"""WiFi for guests: an account each, until closing time (K3)."""
