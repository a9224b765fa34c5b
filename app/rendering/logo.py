"""A location's logo made fit for a page: checked, shrunk, carried inside the document."""

from __future__ import annotations

import base64
import io
from functools import lru_cache

from PIL import Image, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MOST_PIXELS = 25_000_000
# 60 mm at 300 dots an inch.
WIDEST, HIGHEST = 708, 260


@lru_cache(maxsize=64)
def logo_address(content: bytes | None) -> str | None:
    """A `data:` address of the picture; None when there is none, or none that can be read."""
    if not content:
        return None
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            shown = picture.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return None
    shown.thumbnail((WIDEST, HIGHEST))
    out = io.BytesIO()
    shown.save(out, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
