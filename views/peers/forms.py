"""What a person types about another network's keys."""

from __future__ import annotations

from flask_appbuilder.forms import DynamicForm
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import InputRequired, Length

from app.web.forms import tidy

NEEDED = InputRequired(_("This is needed."))
BY_TELEPHONE = {"inputmode": "numeric", "autocomplete": "off", "class": "font-monospace"}


class PinForm(DynamicForm):  # type: ignore[misc]
    signing = StringField(
        _("Last two groups of their key for signing, as they read them out"),
        filters=[tidy],
        validators=[NEEDED, Length(max=60)],
        render_kw=BY_TELEPHONE,
    )
    sealing = StringField(
        _("Last two groups of their key for sealing, as they read them out"),
        filters=[tidy],
        validators=[NEEDED, Length(max=60)],
        render_kw=BY_TELEPHONE,
    )
    seen = HiddenField()


class RotateForm(DynamicForm):  # type: ignore[misc]
    at_once = BooleanField(
        _("The old keys end at once"),
        description=_("When they may be in wrong hands. Other networks reach us again when they have compared the new ones."),
    )
