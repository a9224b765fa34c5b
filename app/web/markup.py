"""The small words of our templates: icon, asset, csrf_field, language."""

from __future__ import annotations

from functools import cache
from uuid import uuid4

from flask import Flask
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from app.web.static_files import address
from config import HERE

# Flask-AppBuilder and its authors name icons after Font Awesome; we draw Tabler's.
FONT_AWESOME = {
    "fa-user": "user", "fa-users": "users", "fa-group": "users-group", "fa-user-gear": "user-cog", "fa-lock": "lock", "fa-key": "key", "fa-cogs": "settings",
    "fa-list": "list", "fa-check": "check", "fa-edit": "pencil", "fa-copy": "copy", "fa-trash": "trash", "fa-ban": "ban", "fa-play": "player-play",
    "fa-pause": "player-pause", "fa-envelope": "mail", "fa-file-invoice": "file-invoice", "fa-coins": "coins", "fa-building": "building", "fa-map-pin": "map-pin",
}  # fmt: skip


@cache
def asset(name: str) -> str:
    """The address of a file of ours under static/; it changes with the file, so that browsers may keep it for a year."""
    return address(HERE / "static", name)


def icon(name: str | None, size: str = "") -> Markup:
    """One symbol of the sprite; beside a word, so hidden from screen readers."""
    return drawn(asset("vendor/icons.svg"), name or "circle", size)


@cache
def drawn(sprite: str, name: str, size: str) -> Markup:
    name = FONT_AWESOME.get(name, "circle") if name.startswith("fa-") else name
    return Markup('<svg class="icon {}" aria-hidden="true"><use href="{}#{}"></use></svg>').format(size, sprite, name)


def csrf_field() -> Markup:
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def language() -> str:
    """The value of <html lang>."""
    return str(get_locale() or "en").replace("_", "-")


def install(app: Flask) -> None:
    """Jinja globals, because Flask-AppBuilder draws its widgets without the request's context."""
    app.jinja_env.globals.update(form_key=lambda: uuid4().hex, icon=icon, asset=asset, csrf_field=csrf_field, language=language)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
