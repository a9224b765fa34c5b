"""What happens in wallets by the clock: reserves become debits, quotas come, and what is over goes (W6, W7, W9)."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import ngettext

from app.actions.wallets.expire import expire_lots
from app.actions.wallets.follow_holders import follow_all_holders
from app.actions.wallets.grant_due_quotas import follow_license_ends, grant_due_quotas
from app.actions.wallets.settle_due import settle_due
from app.actions.wallets.tell_of_ending import tell_of_ending_credits

ROUNDS = 500  # transactions of one run: what is left then waits for the next


def settle() -> str:
    """Every minute."""
    return _("%(count)d reserves became debits.", count=_until_none(settle_due))


def quotas() -> str:
    """Every five minutes, because midnight comes to every zone at another time, and to some at a quarter past the hour."""
    moved, handed = follow_license_ends(), follow_all_holders()
    granted, missed = grant_due_quotas()
    ended = _until_none(expire_lots)
    told = _("Credits: %(granted)d granted, %(ended)d ended.", granted=granted, ended=ended)
    if moved:
        told += " " + _("%(count)d end with their license.", count=moved)
    if handed:
        told += " " + _("%(count)d go on to whoever has their license now.", count=handed)
    if missed:
        told += " " + _("%(count)d earlier periods were missed, and are not made up for.", count=missed)
    return told


def warn() -> str:
    """Each morning, so that what is to end soon can still be used."""
    return str(ngettext("%(num)d mail about credits that end.", "%(num)d mails about credits that end.", tell_of_ending_credits()))


def _until_none(act: Callable[[], int]) -> int:
    done = 0
    for _round in range(ROUNDS):
        count = act()
        if not count:
            break
        done += count
    return done
