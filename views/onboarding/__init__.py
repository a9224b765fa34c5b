"""How somebody comes in: onboarded by staff, or asking to join."""
