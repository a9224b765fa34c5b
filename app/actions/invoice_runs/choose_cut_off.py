"""Choose until when the charges of a run count, or leave it to the day of each preview (P3, P13)."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions import said
from app.actions.invoice_runs.preview import look_again
from app.actions.invoice_runs.settle import settling
from app.core.errors import Refused
from app.models import InvoiceRun
from app.queries.runs import is_open
from app.work import transaction


def choose_cut_off(run_id: int, cut_off: dt.date | None, *, by: Actor) -> InvoiceRun:
    """Looks again at once, for a preview and its cut-off are approved together. None: today at the location, whenever it is looked at.

    Raises Refused for a day after the month, and where nothing is left to approve.
    """
    with settling(run_id, by=by), transaction(by=by) as work:
        require(by, Permission.INVOICE_RUN_PREPARE)
        run = work.lock(InvoiceRun, run_id)
        if not is_open(work.session, run):
            raise Refused(_("Nothing is left to approve in %(run)s.", run=run), field="cut_off")
        if cut_off is not None and cut_off > run.month.last:
            raise Refused(
                _("A run bills charges of its own month and of before: choose %(day)s or an earlier day.", day=said.day(run.month.last)),
                field="cut_off",
            )
        run.cut_off_chosen = cut_off is not None
        if cut_off is not None:
            run.cut_off = cut_off
        look_again(work, run)
    return run
