"""What was ordered on many rows: how far each is, who was refused and why, and all of it as a file."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import ngettext

from app.actions.batches.stop import stop_batch
from app.models import Batch
from app.models.batch import BatchRowState, BatchState
from app.queries.batches import batch_counts, batch_of, batch_rows, batches, told_rows
from app.web.actor import current_actor
from app.web.downloads import csv_download, xlsx_download
from app.web.formats import as_datetime
from app.web.words import spoken
from views.base.pages import pages_of
from views.base.screen import Screen, asked_number

PAGE, LATEST = 50, 50
NOT_DONE = (BatchRowState.REFUSED, BatchRowState.LEFT_OUT)


class BatchView(Screen):
    """/batches."""

    route_base = "/batches"
    default_view = "list"
    class_permission_name = "Batch"
    method_permission_name = dict.fromkeys(("list", "show", "progress", "stop", "result"), "read")

    @expose("/")
    @has_access
    def list(self) -> Any:
        return self.render_template(
            "screens/batches/list.html", title=_("Verbs on many rows"), latest=batches(self.session, by=current_actor(), limit=LATEST)
        )

    @expose("/<int:batch_id>")
    @has_access
    def show(self, batch_id: int) -> Any:
        batch, page = self._found(batch_id), asked_number("page")
        counts = batch_counts(self.session, batch.id)
        return self.render_template(
            "screens/batches/show.html",
            title=batch.words,
            crumbs=[(_("Verbs on many rows"), url_for(".list"))],
            facts=[batch.screen, _("Ordered by %(who)s, %(when)s", who=batch.ordered_by, when=as_datetime(batch.created_at))],
            rows=[] if batch.is_running else batch_rows(self.session, batch.id, states=NOT_DONE, page=page, size=PAGE),
            pages=pages_of(counts.get("refused", 0) + counts.get("left_out", 0), page, PAGE),
            is_own=batch.owner_id == current_actor().id,
            **_standing(batch, counts),
        )

    @expose("/<int:batch_id>/progress")
    @has_access
    def progress(self, batch_id: int) -> Any:
        """The moving part of the page; when it is done the page itself is asked for again."""
        batch = self._found(batch_id)
        if not batch.is_running:
            return "", 204, {"HX-Refresh": "true"}
        return render_template("screens/batches/progress.html", **_standing(batch, batch_counts(self.session, batch.id)))

    @expose("/<int:batch_id>/stop", methods=("POST",))
    @has_access
    def stop(self, batch_id: int) -> Any:
        return self.attempt(
            lambda: stop_batch(batch_id, by=current_actor()), _("It is stopped."), redirect(url_for(".show", batch_id=batch_id))
        )

    @expose("/<int:batch_id>/result.<kind>")
    @has_access
    def result(self, batch_id: int, kind: str) -> Any:
        batch = self._found(batch_id)
        if kind not in ("csv", "xlsx"):
            abort(404)
        head = [_("Number"), _("Name"), _("State"), _("Why")]
        rows = ([row_id, name, spoken(state.value), why] for row_id, name, state, why in told_rows(self.session, batch.id))
        return (
            xlsx_download(f"batch-{batch.id}", batch.words, head, rows) if kind == "xlsx" else csv_download(f"batch-{batch.id}", head, rows)
        )

    def _found(self, batch_id: int) -> Batch:
        return batch_of(self.session, batch_id, by=current_actor())


def _standing(batch: Batch, counts: dict[str, int]) -> dict[str, Any]:
    done, refused, left = counts.get("done", 0), counts.get("refused", 0), counts.get("left_out", 0)
    said = ngettext("%(num)d of %(total)d is done", "%(num)d of %(total)d are done", done, total=batch.total)
    said += _(", %(count)d refused", count=refused) if refused else ""
    said += _(", %(count)d left as they were", count=left) if left else ""
    stopped = _("Stopped: ") if batch.state is BatchState.STOPPED else ""
    return {"batch": batch, "counts": counts, "done": done + refused, "said": f"{stopped}{said}."}
