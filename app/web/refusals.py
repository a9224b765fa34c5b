"""A refusal on a form: at its field, with everything that was typed kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_appbuilder.exceptions import DatabaseException
from flask_babel import gettext as _

from app.core.errors import FoyerError, Stale
from app.web.again import persistently


def attempt(form: Any, verb: Callable[[], Any]) -> bool:
    """Do it; False when it was refused, and then the form says why."""
    try:
        persistently(verb)
    except (FoyerError, DatabaseException) as refusal:
        show(form, reason_of(refusal))
        return False
    return True


def reason_of(refusal: FoyerError | DatabaseException) -> FoyerError:
    """The refusal in words, also when it came through FAB's own kind of exception."""
    if isinstance(refusal, FoyerError):
        return refusal
    cause = refusal.__cause__
    return cause if isinstance(cause, FoyerError) else FoyerError(_("This does not fit with what is already there."))


def show(form: Any, refusal: FoyerError) -> None:
    """At the field it names ("organisation_id" means the look-up "organisation"), else on top of the form."""
    form.was_stale = isinstance(refusal, Stale)
    name = refusal.field or ""
    field = next((form[each] for each in (name, name.removesuffix("_id"), f"{name}_cents") if each and each in form), None)
    if field is None:
        form.form_errors.append(str(refusal.message))
    else:
        field.errors = [*field.errors, str(refusal.message)]


def is_stale(form: Any) -> bool:
    """Refused because its page was old: it is drawn again with what is there now, and may be sent again."""
    return bool(getattr(form, "was_stale", False)) and "version" in form
