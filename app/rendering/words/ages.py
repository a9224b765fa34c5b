"""How late a debt is, in words."""

from __future__ import annotations

from flask_babel import gettext as _

from app.rules.aged_debt import Age


def age_said(age: Age) -> str:
    return {
        Age.NOT_DUE: _("Not due yet"),
        Age.TO_30: _("1–30 days"),
        Age.TO_60: _("31–60 days"),
        Age.TO_90: _("61–90 days"),
        Age.OLDER: _("Over 90 days"),
    }[age]
