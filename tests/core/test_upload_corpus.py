"""What people could send instead of a picture or a paper: two files in one, wrong beginnings, drawings that run, pictures that swell (ASVS 1.3.4, 5.2, 5.3.2)."""

from __future__ import annotations

import contextlib
import io
import random
import struct
import time
import zipfile
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, ImageFile

from app.core.files import LONGEST_NAME, named, type_of
from app.core.photo import photo
from app.core.pictures import NoPicture, plan_picture
from app.core.portrait import portrait
from app.core.room_picture import room_picture
from tests.make import picture

RUNS = b"<script>alert('mark')</script><?php system('mark'); ?>"
PNG, JPEG, GIF, WEBP = picture("PNG"), picture("JPEG"), picture("GIF"), picture("WEBP")


def drawn(content: bytes) -> bytes:
    return plan_picture(content).content


def taken(content: bytes) -> bytes:
    return photo(content).content


READERS: list[Callable[[bytes], bytes]] = [drawn, taken, portrait, room_picture]


def piece(name: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def sized(width: int, height: int) -> bytes:
    """A PNG whose head says so, whatever is in it."""
    return PNG[:8] + piece(b"IHDR", struct.pack(">II", width, height) + PNG[24:29]) + PNG[33:]


def packed(*names: str, content: bytes = b"<x/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, content)
    return out.getvalue()


SWELLS = zlib.compress(bytes(80_000_000), 9)
TWO_IN_ONE = {
    "a page behind a picture": PNG + RUNS,
    "a page in its notes": PNG[:33] + piece(b"tEXt", b"Comment\0" + RUNS) + PNG[33:],
    "a page in a JPEG's comment": JPEG[:2] + b"\xff\xfe" + struct.pack(">H", len(RUNS) + 2) + RUNS + JPEG[2:],
    "an archive behind a JPEG": JPEG + packed("mark.php", content=RUNS),
    "a script that is a GIF": b"GIF89a/*" + GIF[8:] + b"*/=alert('mark');//" + RUNS,
    "a page behind a WebP": WEBP + RUNS,
}
NONE = {
    "a drawing": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "a drawing in UTF-16": "<svg xmlns='http://www.w3.org/2000/svg'/>".encode("utf-16"),
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a program": b"MZ\x90\0" + bytes(200),
    "another's program": b"\x7fELF" + bytes(200),
    "a script of the system": b"#!/bin/sh\ncurl evil.example",
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n(%pipe%id) (r) file",
    "a PDF": b"%PDF-1.7\n/JS (app.alert(1))",
    "a picture by name alone": b"\x89PNG\r\n\x1a\n" + RUNS,
    "a JPEG by name alone": b"\xff\xd8\xff\xe0" + RUNS,
    "a bitmap": picture("BMP"),
    "a TIFF": picture("TIFF"),
    "an icon": picture("ICO"),
    "nothing": b"",
    "no size": sized(0, 0),
    "a side without end": sized(2**31 - 1, 1),
    "five thousand million pixels": sized(70_000, 70_000),
}
SWELLING = {
    "a note that swells": PNG[:33] + piece(b"zTXt", b"c\0\0" + SWELLS) + PNG[33:],
    "colours that swell": PNG[:33] + piece(b"iCCP", b"c\0\0" + SWELLS) + PNG[33:],
    "a note in all languages that swells": PNG[:33] + piece(b"iTXt", b"c\0\1\0\0\0" + SWELLS) + PNG[33:],
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", TWO_IN_ONE)
def test_two_files_in_one_come_out_as_one_picture_or_not_at_all(name: str, reader: Callable[[bytes], bytes]) -> None:
    try:
        content = reader(TWO_IN_ONE[name])
    except NoPicture:
        return
    assert b"mark" not in content and b"<script" not in content and b"PK\x03\x04" not in content
    assert content.startswith((b"\x89PNG", b"\xff\xd8\xff"))
    Image.open(io.BytesIO(content)).load()


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", SWELLING)
@pytest.mark.parametrize("takes_halves", [False, True])  # WeasyPrint tells Pillow to, for the whole process
def test_what_swells_is_refused_or_left_out_before_it_does(
    name: str, reader: Callable[[bytes], bytes], takes_halves: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", takes_halves)
    try:
        content = reader(SWELLING[name])
    except NoPicture:
        return
    assert takes_halves and len(content) < 100_000


@pytest.mark.parametrize("name", NONE)
def test_what_is_no_picture_is_refused_at_once_by_every_reader(name: str) -> None:
    began = time.process_time()
    for reader in READERS:
        with pytest.raises(NoPicture):
            reader(NONE[name])
    assert time.process_time() - began < 2


def test_broken_pictures_are_refused_and_nothing_else_happens() -> None:
    """Eighty of each kind with some bytes changed: a picture comes out, or NoPicture."""
    dice = random.Random(7)
    for whole in (PNG, JPEG, GIF, WEBP):
        for _turn in range(80):
            broken = bytearray(whole[: dice.randrange(len(whole))] if dice.random() < 0.2 else whole)
            for _change in range(min(dice.choice((1, 3, 12)), len(broken))):
                broken[dice.randrange(len(broken))] = dice.randrange(256)
            with contextlib.suppress(NoPicture):
                assert portrait(bytes(broken)).startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG + RUNS, "image/png"), (b"GIF89a/*" + RUNS, "image/gif"), (b"%PDF-1.7", "application/pdf"), (b"Dear all,\nsee you.\n", "text/plain"),
        (packed("[Content_Types].xml", "word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), None), (packed("[Content_Types].xml", "word/VBAPROJECT.BIN", "word/x"), None),
        (packed("mark.php"), None), (packed("../../evil", "[Content_Types].xml"), None), (b"PK\x03\x04 and no more", None), (NONE["a drawing"], None), (NONE["a drawing in UTF-16"], None),
        (b"\xef\xbb\xbf" + NONE["a drawing"], None), (NONE["a page"] + b"<html>", None), (b"MZ\x90\0", None), (b"\x7fELF\2\1\1\0", None), (b"", None), (b"\0\0\0\0", None), (b"\x00\x00\x00\x18ftypheic", None),
    ],
)  # fmt: skip
def test_a_file_is_what_its_content_says(content: bytes, kind: str | None) -> None:
    assert type_of(content) == kind


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "C:\\boot.ini", "....//....//x.png", "%2e%2e%2fx.png", "x.png\r\nSet-Cookie: a=b", "x.png\0.php", 'x".png', "x;.png",
        "gnp.\u202eexe", ".htaccess", "..", "", " ", "x" * 500, "a/b/", "con", "x.php", "x.svg", "x.png.html", "<img src=x onerror=alert(1)>.png", "\ud800.png", "$(id).png", "`id`.png", "|id.png",
    ],
)  # fmt: skip
def test_a_name_is_a_name_and_fits_its_content(name: str) -> None:
    kept = named(name, "image/png")
    assert kept.endswith(".png") and 4 < len(kept) <= LONGEST_NAME
    assert kept.isprintable() and not set(kept) & set('/\\<>:"|?*\r\n\0') and not kept.startswith(".")
