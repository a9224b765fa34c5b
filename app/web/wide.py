"""A verb on more rows than a page shows: what would happen is shown first; up to fifty are done at once, more become a batch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, select

from app.actions.batches.order import Order, order_batch
from app.actions.batches.rehearse import Rehearsed, rehearse
from app.core.errors import Conflict, FoyerError
from app.web import filters
from app.web.actor import current_actor
from app.web.filter_words import filter_said
from app.web.table import Asked

AT_ONCE = 50
TRIED_SECONDS = 2.0
MOST_NAMED = 20
BATCH_PAGE = "BatchView.show"


class Wide:
    """The rows that an action is asked for: those whose numbers were sent, or all that the list of this address shows this person."""

    def __init__(self, view: Any, name: str, keys: list[int] | None) -> None:
        self.view, self.name, self.keys = view, name, keys
        self.action = view.actions[name]
        self.active, _left_out = filters.from_address(view._filters)
        self.order = Asked.of(view)
        self.form: Any = None  # what else the verb is told, asked on the page that shows what would happen
        self.tells: Callable[[list[int], int], list[str]] | None = (
            None  # what that page says besides, of some rows and of how many there are
        )

    def query(self) -> Any:
        """As the list has them, in its scope and at the chosen location."""
        data, view = self.view.datamodel, self.view
        found = (view._filters.get_joined_filters(view._base_filters)) if self.keys is None else view._base_filters
        query = data.apply_filters(data.session.query(data.obj), data.here(found) if self.keys is None else found)
        return query if self.keys is None else query.filter(data.obj.id.in_(self.keys))

    def ids(self) -> Select[Any]:
        inside: Select[Any] = self.query().with_entities(self.view.datamodel.obj.id).statement
        return select(inside.subquery().c.id)

    def count(self) -> int:
        return int(self.query().count())

    def answer(self, verb: Callable[..., Any], *, done: Any, given: dict[str, Any]) -> Any:
        """The page that says what would happen, or that it happens."""
        count, by = self.count(), current_actor()
        if not count:
            flash(_("No row is left that this could be done to."), "warning")
            return redirect(self.back)
        if request.form.get("go") != "yes":
            return self._shown(verb, given, count)
        if self.form is not None and not self.form.validate():
            return self._shown(verb, given, count)
        if request.form.get("expected") != str(count):
            flash(_("The list has changed: it is %(count)d rows now.", count=count), "warning")
            return self._shown(verb, given, count)
        if count <= AT_ONCE:
            self.view.each(self.query().all(), verb, done=done, **given)
            return redirect(self.back)
        told = Order(
            verb, given, self.view.datamodel.obj.__tablename__, str(self.action.text), str(self.view.list_title), self.asked, self.undo
        )
        try:
            batch = order_batch(told, self.ids(), expected=count, by=by)
        except Conflict as moved:
            flash(moved.message, "warning")
            return self._shown(verb, given, self.count())
        except FoyerError as refusal:
            flash(refusal.message, "warning")
            return redirect(self.back)
        return redirect(url_for(BATCH_PAGE, batch_id=batch.id))

    @property
    def asked(self) -> str:
        """What the list was asked, as its address says it."""
        return "" if self.keys is not None else request.query_string.decode("utf-8", "replace")

    @property
    def back(self) -> str:
        asked = request.query_string.decode("utf-8", "replace")
        return url_for(f"{self.view.endpoint}.list") + (f"?{asked}" if asked else "")

    @property
    def undo(self) -> str:
        """What takes it back, where another verb of the list does."""
        back = self.view.actions.get(self.view.undone_by.get(self.name, ""))
        return (
            _("It can be taken back, row by row or for all of them, with “%(verb)s”.", verb=str(back.text))
            if back
            else _("It cannot be taken back from here.")
        )

    def filters_said(self) -> list[str]:
        return [filter_said(self.view, *each) for each in self.active] if self.keys is None else []

    def _shown(self, verb: Callable[..., Any], given: dict[str, Any], count: int) -> Any:
        data = self.view.datamodel
        rows = [row_id for (row_id,) in data.session.execute(self.ids().limit(count if count <= AT_ONCE else AT_ONCE * 4))]
        found = rehearse(verb, given, rows, by=current_actor(), seconds=TRIED_SECONDS)
        return self.view.render_template(
            "screens/batches/preview.html",
            title=str(self.action.text),
            crumbs=[(self.view.list_title, self.back)],
            wide=self,
            count=count,
            found=found,
            told=_told(found, count),
            also=self.tells(rows, count) if self.tells else [],
            form=self.form,
            refused=[(self.view.title_of(data.session.get(data.obj, row_id)), why) for row_id, why in found.refused[:MOST_NAMED]],
            more=max(0, len(found.refused) - MOST_NAMED),
            in_background=count > AT_ONCE,
            back=self.back,
        )


def _told(found: Rehearsed, count: int) -> str:
    """What trying it out has shown."""
    if found.tried >= count:
        return ngettext(
            "Tried out on the %(num)d row: %(good)d can be done, %(bad)d would be refused.",
            "Tried out on all %(num)d rows: %(good)d can be done, %(bad)d would be refused.",
            count,
            good=found.good,
            bad=len(found.refused),
        )
    return _(
        "Tried out on %(tried)d of %(count)d rows: %(good)d can be done, %(bad)d would be refused. The others are judged when it is their turn.",
        tried=found.tried, count=count, good=found.good, bad=len(found.refused),
    )  # fmt: skip
