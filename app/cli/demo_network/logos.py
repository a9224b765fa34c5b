"""A logo for each location: its letter in a disc of its own colour, with the name beside it."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

COLOURS = {"KLF": "#0f766e", "RSB": "#9a3412", "AMS": "#1d4ed8"}


def logo(code: str, name: str) -> bytes:
    """PNG on a transparent ground."""
    letters = ImageFont.load_default(72)
    width = 150 + int(ImageDraw.Draw(Image.new("RGBA", (1, 1))).textlength(name, font=letters)) + 20
    picture = Image.new("RGBA", (width, 130), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((5, 5, 125, 125), fill=COLOURS[code])
    draw.text((65, 63), name[0], font=letters, fill="white", anchor="mm")
    draw.text((150, 65), name, font=letters, fill="#1f2937", anchor="lm")
    sink = io.BytesIO()
    picture.save(sink, "PNG")
    return sink.getvalue()
