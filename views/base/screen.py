"""Screen: the base of hand-made pages; which permission each of them asks for stands in one table."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_appbuilder import BaseView
from sqlalchemy.orm import Session

from app.access.permissions import Permission
from app.core.entity import db
from app.core.errors import FoyerError
from app.web.actor import current_actor
from app.web.again import persistently
from app.web.numbers import whole
from app.web.safe_next import came_from


class Screen(BaseView):  # type: ignore[misc]
    """Set `class_permission_name` and `method_permission_name`; methods carry @expose and @has_access."""

    @property
    def session(self) -> Session:
        return db.session()

    def may(self, permission: Permission) -> bool:
        return current_actor().may(permission)

    def back(self, otherwise: str) -> Any:
        """To the page that the person came from, with its filters."""
        return redirect(came_from(otherwise))

    def attempt(self, verb: Any, done: Any, back: Any) -> Any:
        """Do it, say what came of it, and go `back`."""
        try:
            found = persistently(verb)
        except FoyerError as refusal:
            flash(refusal.message, "warning")
        else:
            flash(done(found) if callable(done) else done, "success")
        return back

    def going(self, verb: Any, onward: str | None, back: str) -> Any:
        """Do it and go `onward`, or where it leads itself; a refusal is said on the page `back`."""
        try:
            found = persistently(verb)
        except FoyerError as refusal:
            flash(refusal.message, "warning")
            return redirect(back)
        return redirect(onward) if onward is not None else found


def asked_number(name: str, most: int = 100_000) -> int:
    """A whole number of the address; 0 for anything else."""
    return min(whole(request.args.get(name, "")) or 0, most)
