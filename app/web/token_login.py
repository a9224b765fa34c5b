"""POST /api/v1/security/login: a bearer token for a program, by the same rules as the page."""

from __future__ import annotations

from flask_appbuilder.security.api import SecurityApi


class TokenApi(SecurityApi):  # type: ignore[misc]
    """FAB's own; its tokens carry the session epoch, so that a new password ends them (security.py)."""

    base_permissions: list[str] = []
