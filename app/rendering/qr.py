"""QR codes that a phone's camera reads off a screen."""

from __future__ import annotations

import segno


def qr_code(text: str) -> str:
    """As a data URI of an SVG, dark on white also where the page is dark: cameras want it so."""
    return str(segno.make(text, error="m").svg_data_uri(scale=5, border=3, dark="#000", light="#fff"))
