"""Why an uploaded file is not taken as a picture, in words."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.errors import Refused
from app.core.pictures import NoPicture


def picture_refused(wrong: NoPicture, kinds: str) -> Refused:
    """At the field `picture`; `kinds` are those that are taken, such as "JPEG, PNG, WebP or GIF"."""
    words = {
        NoPicture.TOO_LARGE: _("This file is larger than 10 MB. Choose a smaller one."),
        NoPicture.TOO_MANY_PIXELS: _("This picture has too many pixels. Choose a smaller one."),
        NoPicture.DRAWING: _("An SVG can hold programs. Save it as PNG, and choose that."),
    }
    return Refused(words.get(str(wrong), _("This is no picture that can be read. Choose a %(kinds)s file.", kinds=kinds)), field="picture")
