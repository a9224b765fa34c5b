"""Who is at the screen: an Actor made once a request from the signed-in user."""

from __future__ import annotations

from flask import current_app, g

from app.access.actor import NOBODY, Actor


def current_actor() -> Actor:
    """The person behind this request; NOBODY before sign-in. Works for sessions, bearer tokens and API keys alike."""
    user = g.get("user")
    if user is None or not getattr(user, "is_authenticated", False):
        return NOBODY
    found: Actor | None = g.get("actor")
    if found is None or found.id != user.id:
        found = g.actor = current_app.appbuilder.sm.actor_of(user)  # type: ignore[attr-defined]
    return found


def grants() -> frozenset[tuple[str, str]]:
    """FAB's pairs ("can_read", "Invoice") that this person's roles grant; asked once a request."""
    if "granted" not in g:
        user = g.get("user")
        known = user is not None and getattr(user, "is_authenticated", False)
        g.granted = current_app.appbuilder.sm.grants.pairs(user.id) if known else frozenset()  # type: ignore[attr-defined]
    found: frozenset[tuple[str, str]] = g.granted
    return found


def granted(permission: str, noun: str) -> bool:
    """Whether this person's roles grant that pair. As FAB's has_access, without its detours: a page asks a hundred times."""
    return (permission, noun) in grants()
