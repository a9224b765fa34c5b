"""The statement of a wallet as a spreadsheet: every movement, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from flask import Response
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.models import Wallet
from app.queries.wallets.causes import causes_of
from app.queries.wallets.statement import statement
from app.web.downloads import csv_download
from app.web.formats import as_datetime
from views.wallets.words import told

AT_ONCE = 500


def statement_csv(session: Session, wallet: Wallet, *, by: Actor) -> Response:
    """Streamed, page by page: a wallet of many years is no heavier than a new one."""
    return csv_download(f"wallet-{wallet.id}", _head(), _rows(session, wallet.id, by))


def _head() -> list[str]:
    return [_("When"), _("What"), _("About"), _("Reason"), _("Amount"), _("On hold"), _("Balance"), _("Currency"), _("By")]


def _rows(session: Session, wallet_id: int, by: Actor) -> Iterator[list[Any]]:
    wallet = session.get_one(Wallet, wallet_id)  # anew: these rows are read when the request has let go of its own
    before: int | None = None
    while page := statement(session, wallet.id, before=before, count=AT_ONCE):
        before = page[-1].id
        causes = causes_of(session, {each.cause for each in page}, wallet_id=wallet.id, by=by)
        for each in told(page, causes, wallet):
            row = each.row
            yield [
                as_datetime(row.at, wallet),
                each.what,
                each.about,
                row.reason,
                _amount(row.cents),
                _amount(row.held),
                _amount(row.balance),
                wallet.currency,
                row.actor,
            ]


def _amount(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
