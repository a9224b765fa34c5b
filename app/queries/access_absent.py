"""Which systems of access this house does not have."""

from __future__ import annotations

from flask import current_app

from app.rules.access import System


def absent() -> set[System]:
    """Those without an address in the settings: nothing can be brought about there, and nobody is to be asked."""
    settings = current_app.extensions["settings"]
    return {system for system, url in ((System.PRINTING, settings.papercut_url), (System.DOORS, settings.salto_url)) if not url}
