"""What saving means: one transaction in the actor's name, inside the actor's scope. Screens override these to call an action."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect
from flask_appbuilder.exceptions import DatabaseException
from flask_babel import gettext as _

from app.core.errors import FoyerError, Refused
from app.web.actor import current_actor
from app.web.again import persistently
from app.web.refusals import reason_of
from app.work import transaction


class Save:
    """The plain way, for nouns whose rows have no rules of their own: the columns of the form, with audit."""

    def create(self: Any, form: Any) -> Any:
        """Make a row from the form. Raises Refused."""
        with transaction(by=current_actor()) as work:
            row = self.datamodel.obj()
            with work.session.no_autoflush:
                form.populate_obj(row)
            self.datamodel.add(row)
            self._in_scope(row)
        return row

    def change(self: Any, row: Any, form: Any) -> Any:
        """Write the form into the row. Raises Refused."""
        with transaction(by=current_actor()) as work:
            with work.session.no_autoflush:
                form.populate_obj(row)
            self.datamodel.edit(row)
            self._in_scope(row)
        return row

    def remove(self: Any, row: Any) -> None:
        """Take the row away. Raises Refused while others use it."""
        with transaction(by=current_actor()):
            self.datamodel.delete(row)

    def removed(self: Any, row: Any) -> Any:
        """The answer to a delete button."""
        name = self.title_of(row)
        try:
            persistently(lambda: self.remove(row))
        except (FoyerError, DatabaseException) as refusal:
            flash(f"{name}: {reason_of(refusal).message}", "warning")
        else:
            flash(_("%(name)s deleted.", name=name), "success")
        return redirect(self.get_redirect())

    def _in_scope(self: Any, row: Any) -> None:
        """A form may not put a row where its author could not see it."""
        if self.datamodel.get(row.id, self._base_filters) is None:
            raise Refused(_("You may not put it there."), field="location")
