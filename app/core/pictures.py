"""Pictures that people upload: told by their content, never by their name, and drawn anew, so that nothing but the picture is kept."""

from __future__ import annotations

import io
from contextlib import suppress
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 100_000_000  # a JPEG is unpacked at a fraction of its size
MOST_UNPACKED = 25_000_000
LONGEST_SIDE = 3000
WHITE = (255, 255, 255)
PLANS = ("JPEG", "PNG")


class NoPicture(ValueError):
    """`TOO_LARGE`, `TOO_MANY_PIXELS`, `DRAWING` (an SVG, which can hold programs) or `UNKNOWN`."""

    TOO_LARGE, TOO_MANY_PIXELS, DRAWING, UNKNOWN = "too large", "too many pixels", "drawing", "unknown"


class Plan(NamedTuple):
    """A picture as it is kept; width and height in pixels."""

    content: bytes
    media_type: str
    width: int
    height: int


def plan_picture(content: bytes) -> Plan:
    """The same picture in our own encoding, at most 3000 pixels a side. Raises NoPicture for what is no PNG or JPEG."""
    picture, kind = upright(content, formats=PLANS, draft=(LONGEST_SIDE, LONGEST_SIDE))
    if not _is_whole(content, kind):
        raise NoPicture(NoPicture.UNKNOWN)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    drawn = on_white(picture)
    if kind == "JPEG":
        drawn.save(out, kind, quality=88)
    else:
        drawn.save(out, kind)
    return Plan(out.getvalue(), f"image/{kind.lower()}", *drawn.size)


def upright(content: bytes, *, formats: tuple[str, ...], draft: tuple[int, int]) -> tuple[Image.Image, str]:
    """As the camera meant it, in RGBA, and its format. A JPEG larger than `draft` is unpacked at a fraction of its size.

    What it is says the content (ASVS 5.2.2). Raises NoPicture with its reason.
    """
    if len(content) > MOST_BYTES:
        raise NoPicture(NoPicture.TOO_LARGE)
    try:
        with Image.open(io.BytesIO(content), formats=formats) as opened:
            kind = str(opened.format)
            if opened.width * opened.height > (
                MOST_PIXELS if kind == "JPEG" else MOST_UNPACKED
            ):  # its head says so, before a pixel is unpacked
                raise NoPicture(NoPicture.TOO_MANY_PIXELS)
            opened.draft("RGB", draft)
            shown: Image.Image = opened
            with suppress(SyntaxError, ValueError):  # a broken note of how the camera was held
                shown = ImageOps.exif_transpose(opened)
            return shown.convert("RGBA"), kind
    except NoPicture:
        raise
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        EOFError,
        ValueError,
    ) as broken:  # ValueError: a note in it that swells
        is_drawing = b"<svg" in content[:2000].lower()
        raise NoPicture(NoPicture.DRAWING if is_drawing else NoPicture.UNKNOWN) from broken


def _is_whole(content: bytes, kind: str) -> bool:
    """Its end is there. Pillow would say so too, but WeasyPrint tells it, for the whole process, to take what is cut off."""
    if kind == "PNG":
        return b"IEND" in content
    return content.rfind(b"\xff\xd9") > content.rfind(b"\xff\xda")


def on_white(picture: Image.Image) -> Image.Image:
    """What was see-through is white; places, times and names (EXIF) are gone."""
    page = Image.new("RGB", picture.size, WHITE)
    page.paste(picture, mask=picture.getchannel("A"))
    return page
