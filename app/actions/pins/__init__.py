"""What is done with PINs: given, and tried at a kiosk."""
