"""What a verb would do to what can be spent, said while its form is filled in: done, told and undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from sqlalchemy import select

from app.core.errors import FoyerError
from app.models import Wallet
from app.queries.wallets.lots import others_of
from app.web.actor import current_actor
from app.work import rehearsal

FRAGMENT = "screens/wallets/effect.html"


def effect_on(row: Wallet, form: Any, act: Callable[[], Any]) -> str:
    """A fragment: what can be spent before and after, here and in each other wallet that it moves; or what is in the way."""
    if not form.validate():
        return render_template(FRAGMENT, told=None, refusal=_("Fill in the form to see it."))
    try:
        with rehearsal(by=current_actor()) as work:
            ids = [row.id, *(each.id for each in others_of(work.session, row, by=current_actor()))]
            before = _free(work.session, ids)
            act()
            work.session.flush()
            after = _free(work.session, ids)
            told = [
                (str(work.session.get(Wallet, each)), before[each], after[each])
                for each in ids
                if each == row.id or before[each] != after[each]
            ]
    except FoyerError as refusal:
        return render_template(FRAGMENT, told=None, refusal=refusal.message)
    return render_template(FRAGMENT, told=told, currency=row.currency, refusal="")


def _free(session: Any, ids: list[int]) -> dict[int, int]:
    return {wallet_id: int(cents) for wallet_id, cents in session.execute(select(Wallet.id, Wallet.free_cents).where(Wallet.id.in_(ids)))}
