"""Whatever picture is uploaded becomes a small square JPEG that holds nothing but the picture."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.core.pictures import MOST_BYTES, NoPicture
from app.core.portrait import SIDE, portrait


def file_of(picture: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def shown(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(portrait(content)))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_every_kind_becomes_a_square_jpeg(kind: str) -> None:
    made = shown(file_of(Image.new("RGB", (900, 500), (200, 30, 30)), kind))
    assert (made.format, made.size, made.mode) == ("JPEG", (SIDE, SIDE), "RGB")


def test_the_camera_is_forgotten_and_the_picture_stands_upright() -> None:
    sideways = Image.new("RGB", (640, 640), (255, 255, 255))
    sideways.paste((0, 0, 0), (0, 0, 640, 320))  # dark on top as the sensor saw it
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera of Thandi"  # turned by a quarter; its maker
    made = shown(file_of(sideways, "JPEG", exif=exif))
    assert dict(made.getexif()) == {} and b"Thandi" not in made.tobytes()
    dark, light = made.getpixel((SIDE - 20, SIDE // 2)), made.getpixel((20, SIDE // 2))
    assert max(dark) < 60 < 200 < min(light)


def test_what_is_see_through_lies_on_white() -> None:
    assert min(shown(file_of(Image.new("RGBA", (50, 50), (0, 0, 0, 0)))).getpixel((9, 9))) > 250


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"GIF89a", b"\xff\xd8\xff", b""])
def test_what_is_no_picture_is_refused_by_its_content(content: bytes) -> None:
    with pytest.raises(NoPicture, match=NoPicture.UNKNOWN):
        portrait(content)


def test_too_much_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(NoPicture, match=NoPicture.TOO_LARGE):
        portrait(b"\xff\xd8" + bytes(MOST_BYTES))
    bomb = file_of(Image.new("1", (20_000, 20_000)))  # some kilobytes that would be 400 million pixels
    assert len(bomb) < 100_000
    with pytest.raises(NoPicture):
        portrait(bomb)
