"""Print accounts one by one: name, address, open or closed, and credit, read back from PaperCut; everybody once within the hour (A1, contracts.md 3)."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.access.note_balances import note_balances
from app.actions.access.note_drift import Difference, note_drift
from app.actions.access.note_look import note_look
from app.core import clock
from app.core.entity import db
from app.integrations.errors import Trouble
from app.integrations.papercut import NoSuchAccount, Printing
from app.integrations.registry import use
from app.models import Access
from app.rules.access import System
from jobs.access_reconcile import look_again
from jobs.print_differences import HOUR, PRESENT, accounts, differences

TIMES_AN_HOUR = 60  # it is asked for each minute
LEAST = 20  # a small house is looked at more often than it has to be


def read() -> str:
    """This minute's share, those first who were looked at longest ago; how far the round of this hour is, is the result.

    Ten thousand accounts asked for at once would keep the workers of doors and printing for minutes, and PaperCut busy.
    """
    if not current_app.extensions["settings"].papercut_url:
        return _("No print server is set up.")
    total = (
        db.session.scalar(select(func.count()).select_from(Access).where(Access.system == System.PRINTING, Access.state.in_(PRESENT))) or 0
    )
    share = max(LEAST, -(-total // TIMES_AN_HOUR))
    rows = db.session.execute(accounts().order_by(Access.balance_read_at.asc().nulls_first(), Access.id).limit(share)).all()
    db.session.rollback()
    try:
        balances, found = _looked_at(use(Printing), rows)
    except Trouble as trouble:
        note_look(System.PRINTING, trouble.reason, by=SYSTEM)
        return trouble.reason
    look_again(System.PRINTING)
    note_balances(balances, by=SYSTEM)
    fresh = (
        select(func.count())
        .select_from(Access)
        .where(Access.system == System.PRINTING, Access.state.in_(PRESENT), Access.balance_read_at > clock.now() - HOUR)
    )
    done = db.session.scalar(fresh)
    differ = note_drift(System.PRINTING, found, among=[row.id for row in rows], by=SYSTEM)
    return _(
        "%(count)d print accounts read, %(differ)d of them differ; %(done)d of %(total)d were read in the last hour.",
        count=len(rows),
        differ=differ,
        done=done,
        total=total,
    )


def _looked_at(printing: Printing, rows: Any) -> tuple[dict[int, int | None], dict[int, list[Difference]]]:
    """Credit in cents, None where nobody is; and who differs."""
    balances: dict[int, int | None] = {}
    found: dict[int, list[Difference]] = {}
    for row in rows:
        there = printing.account(row.username)
        try:
            balances[row.id] = printing.balance(row.username) if there is not None else None
        except NoSuchAccount:
            there, balances[row.id] = None, None
        if told := differences(row, there):
            found[row.id] = told
    return balances, found
