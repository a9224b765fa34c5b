"""The sandbox's pages: plain HTML, nothing from outside, readable on a phone, light and dark."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.sandbox.exchange import HTML, Answer

SAFE = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"


@functools.cache
def _templates() -> Environment:
    folder = Path(__file__).parent / "templates"
    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def page(template: str, *, leads_to: str = "", **values: object) -> Answer:
    """`leads_to`: an address elsewhere that the page's form may end at."""
    text = _templates().get_template(template).render(**values)
    allowed = SAFE.replace("form-action 'self'", f"form-action 'self' {_origin(leads_to)}".rstrip())
    return Answer(200, text.encode(), HTML, {"Content-Security-Policy": allowed, "Cache-Control": "no-store"})


def _origin(address: str) -> str:
    """Scheme, host and port; nothing that could end the policy's sentence."""
    found = re.match(r"https?://[\w.:\[\]-]+", address)
    return found[0] if found else ""
