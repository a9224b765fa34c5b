"""The reports on screen: app/rendering/reports says what they are, and here they are asked for, drawn and downloaded."""
