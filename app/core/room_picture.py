"""Pictures of rooms: whatever a camera sends becomes a JPEG of one shape, so that pages know its place before it is there."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from app.core.pictures import on_white, upright

FORMATS = ("JPEG", "PNG", "WEBP")
SIZE = (960, 640)  # pixels, three by two
SMALL = (240, 160)


def room_picture(content: bytes) -> bytes:
    """The middle of it, without where and with what it was taken (EXIF). Raises NoPicture with its reason."""
    shown, _kind = upright(content, formats=FORMATS, draft=(2 * SIZE[0], 2 * SIZE[1]))
    return _written(on_white(ImageOps.fit(shown, SIZE, Image.Resampling.LANCZOS)))


def small(kept: bytes) -> bytes:
    """A picture that we keep, for a line or a card."""
    with Image.open(io.BytesIO(kept)) as picture:
        picture.draft("RGB", SMALL)
        picture.thumbnail(SMALL)
        return _written(picture)


def _written(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()
