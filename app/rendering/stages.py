"""The stages of an opportunity in words."""

from __future__ import annotations

from flask_babel import gettext as _

from app.models.opportunity import Stage


def stage_said(stage: Stage) -> str:
    said = {
        Stage.NEW: _("New"),
        Stage.CONTACTED: _("Contacted"),
        Stage.VISITED: _("Visited"),
        Stage.PROPOSAL: _("Proposal"),
        Stage.CONTRACT: _("Contract"),
        Stage.WON: _("Won"),
        Stage.ABANDONED: _("Abandoned"),
    }
    return said[stage]
