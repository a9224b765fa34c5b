"""The way to Xero and back, for who connects a company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rules.xero_oauth import consent_address

if TYPE_CHECKING:
    from config import Settings


def redirect_uri(settings: Settings) -> str:
    """Where Xero sends people back to; it has to stand in the settings of the app at Xero."""
    return f"{settings.public_url.rstrip('/')}/xero/back"


def way_to_xero(settings: Settings, state: str) -> str:
    """Empty where Foyer has no app at Xero."""
    if not settings.xero_client_id:
        return ""
    return consent_address(settings.xero_login_url, client_id=settings.xero_client_id, redirect_uri=redirect_uri(settings), state=state)
