"""The sandbox's pages: plain HTML, nothing from outside, readable on a phone, light and dark."""

from __future__ import annotations

import functools
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.sandbox.exchange import HTML, Answer

SAFE = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"


@functools.cache
def _templates() -> Environment:
    folder = Path(__file__).parent / "templates"
    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def page(template: str, **values: object) -> Answer:
    text = _templates().get_template(template).render(**values)
    return Answer(200, text.encode(), HTML, {"Content-Security-Policy": SAFE, "Cache-Control": "no-store"})
