"""What credits pay for, in words."""

from __future__ import annotations

from flask_babel import gettext as _

from app.rules.units import Unit


def unit_said(unit: Unit | str) -> str:
    return {Unit.SPACE: _("Credits for rooms"), Unit.STUFF: _("Credits for anything"), Unit.PRINTING: _("Credit for printing")}[Unit(unit)]
