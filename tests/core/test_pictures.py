"""The picture of a plan is drawn anew: what the file hid is gone, and what is no picture is told by its content."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageFile
from PIL.PngImagePlugin import PngInfo

from app.core.pictures import LONGEST_SIDE, NoPicture, plan_picture
from tests.make import picture


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_plan_keeps_its_kind_and_its_size(kind: str) -> None:
    drawn = plan_picture(picture(kind, (800, 300)))
    opened = Image.open(io.BytesIO(drawn.content))
    assert (drawn.media_type, drawn.width, drawn.height) == (f"image/{kind.lower()}", 800, 300)
    assert (opened.format, opened.size, opened.mode) == (kind, (800, 300), "RGB")


def test_what_the_file_hid_is_not_kept() -> None:
    note = PngInfo()
    note.add_text("Comment", "<script>alert(1)</script>")
    drawn = plan_picture(picture(pnginfo=note) + b"<script>alert(2)</script>")
    assert b"script" not in drawn.content


def test_a_large_one_is_made_smaller_in_its_own_shape() -> None:
    drawn = plan_picture(picture("PNG", (6000, 1000)))
    assert (drawn.width, drawn.height) == (LONGEST_SIDE, 500)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", NoPicture.DRAWING),
        (b"GIF89a", NoPicture.UNKNOWN),
        (b"%PDF-1.7", NoPicture.UNKNOWN),
        (picture()[:-20], NoPicture.UNKNOWN),
        (picture("JPEG")[:-20], NoPicture.UNKNOWN),
        (bytes(10 * 1024 * 1024 + 1), NoPicture.TOO_LARGE),
    ],
    ids=["svg", "gif", "pdf", "half a png", "half a jpeg", "11 MB"],
)
def test_what_is_no_plan_is_refused_by_its_content(content: bytes, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint leaves it
    with pytest.raises(NoPicture, match=why):
        plan_picture(content)
