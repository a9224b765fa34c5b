"""What members are told on their start page."""
