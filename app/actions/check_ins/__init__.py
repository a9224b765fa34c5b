"""Arriving and leaving: said once for the kiosk, phones, the portal, the desk, the WiFi, doors and other networks."""
