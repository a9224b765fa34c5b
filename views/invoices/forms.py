"""What the verbs of an invoice ask."""

from __future__ import annotations

from flask_appbuilder.forms import DynamicForm
from flask_babel import lazy_gettext as _
from wtforms import EmailField, StringField
from wtforms.validators import Length

from app.web.fields import MoneyField
from app.web.forms import Keyed, tidy
from views.licenses.forms import NEEDED


class VoidForm(DynamicForm):  # type: ignore[misc]
    reason = StringField(
        _("Why is it void?"),
        filters=[tidy],
        validators=[NEEDED, Length(max=500)],
        description=_("Its number stays used; what it billed can be billed again."),
    )


class SendAgainForm(Keyed):
    address = EmailField(
        _("To"), filters=[tidy], validators=[NEEDED, Length(max=255)], description=_("One address. The same PDF, in a new mail.")
    )


class UseCreditForm(Keyed):
    amount_cents = MoneyField(_("Amount"), validators=[NEEDED], render_kw={"inputmode": "decimal"})
