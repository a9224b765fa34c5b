"""Portraits: whatever picture a person uploads becomes a small square JPEG that holds nothing but the picture."""

from __future__ import annotations

import io
from contextlib import suppress

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 100_000_000  # a JPEG is unpacked at a fraction of its size
MOST_UNPACKED = 25_000_000
SIDE = 320
WHITE = (255, 255, 255)


class NoPortrait(ValueError):
    """`TOO_LARGE`, `TOO_MANY_PIXELS` or `UNKNOWN`."""

    TOO_LARGE, TOO_MANY_PIXELS, UNKNOWN = "too large", "too many pixels", "unknown"


def portrait(content: bytes) -> bytes:
    """The middle square, upright as the camera meant it, on white where it was see-through; without places, times and names (EXIF).

    What it is says the content, never the name of the file (ASVS 5.2.2). Raises NoPortrait with its reason.
    """
    if len(content) > MOST_BYTES:
        raise NoPortrait(NoPortrait.TOO_LARGE)
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > (MOST_PIXELS if opened.format == "JPEG" else MOST_UNPACKED):  # its head says so, before a pixel is unpacked
                raise NoPortrait(NoPortrait.TOO_MANY_PIXELS)
            opened.draft("RGB", (2 * SIDE, 2 * SIDE))
            shown: Image.Image = opened
            with suppress(SyntaxError, ValueError):  # a broken note of how the camera was held
                shown = ImageOps.exif_transpose(opened)
            square = ImageOps.fit(shown.convert("RGBA"), (SIDE, SIDE), Image.Resampling.LANCZOS)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, EOFError) as broken:
        raise NoPortrait(NoPortrait.UNKNOWN) from broken
    page = Image.new("RGB", square.size, WHITE)
    page.paste(square, mask=square.getchannel("A"))
    out = io.BytesIO()
    page.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()
