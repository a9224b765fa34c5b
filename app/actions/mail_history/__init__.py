"""What the mail archive has of a contact: asked for, kept as references, and one mail shown (C6)."""
