"""Photos of what is broken: whatever picture a phone sends becomes a JPEG of at most 1600 pixels a side that holds nothing but the picture."""

from __future__ import annotations

import io

from app.core.pictures import Plan, on_white, upright

FORMATS = ("JPEG", "PNG", "WEBP")
LONGEST_SIDE = 1600


def photo(content: bytes) -> Plan:
    """Where and with what it was taken (EXIF) is gone. Raises NoPicture with its reason."""
    shown, _kind = upright(content, formats=FORMATS, draft=(LONGEST_SIDE, LONGEST_SIDE))
    shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    on_white(shown).save(out, "JPEG", quality=82, optimize=True)
    return Plan(out.getvalue(), "image/jpeg", *shown.size)
