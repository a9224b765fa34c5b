"""The tablet at the door: its pages, and the answers to what people tap."""
