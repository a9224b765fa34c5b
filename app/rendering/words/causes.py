"""Why a month is higher or lower than the one before, in words: the name of each bar of a waterfall."""

from __future__ import annotations

from flask_babel import gettext as _

from app.rules.causes import Cause


def cause_said(cause: Cause | str) -> str:
    return {
        Cause.JOINED: _("Joined"),
        Cause.LEFT: _("Left"),
        Cause.DAYS: _("Days"),
        Cause.PRICE: _("Price"),
        Cause.ROLE: _("First or further license"),
        Cause.VOLUME: _("Volume discount"),
        Cause.DISCOUNT: _("Discount"),
        Cause.USAGE: _("Usage"),
        Cause.CORRECTION: _("Correction"),
        Cause.DEPOSIT: _("Deposit"),
    }[Cause(cause)]
