"""Portraits: whatever picture a person uploads becomes a small square JPEG that holds nothing but the picture."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from app.core.pictures import on_white, upright

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
SIDE = 320


def portrait(content: bytes) -> bytes:
    """The middle square on white where it was see-through. Raises NoPicture with its reason."""
    shown, _kind = upright(content, formats=FORMATS, draft=(2 * SIDE, 2 * SIDE))
    out = io.BytesIO()
    on_white(ImageOps.fit(shown, (SIDE, SIDE), Image.Resampling.LANCZOS)).save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()
