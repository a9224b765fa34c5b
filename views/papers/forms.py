"""What the pages of proposals and contracts ask."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.forms import DynamicForm
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, DecimalField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.models import PaperLine
from app.web.fields import MoneyField, PercentInput
from app.web.forms import tidy
from app.web.lookup import LookupField

NEEDED = InputRequired(_("This is needed."))


def line_form(view: type[Any], line: PaperLine | None = None) -> Any:
    """Look-ups ask in the name of the line's screen."""

    class LineForm(DynamicForm):  # type: ignore[misc]
        membership = LookupField(_("Membership"), [NEEDED], view=view, column="membership")
        space = LookupField(_("Space"), [NEEDED], view=view, column="space")
        places = IntegerField(
            _("Places"), default=1, validators=[NEEDED, NumberRange(min=1, max=200)], description=_("Each becomes a license of its own.")
        )
        starts_on = DateField(_("First day"), validators=[NEEDED])
        commitment_months = IntegerField(
            _("Months of commitment"),
            validators=[Optional(), NumberRange(min=0, max=120)],
            description=_("Empty: none, and no discount for it."),
        )
        price_cents = MoneyField(
            _("Price of one place"),
            validators=[Optional()],
            description=_("Written like 2950.00, a month without VAT; empty: the membership's price."),
        )
        net_price = BooleanField(_("No discounts"), description=_("The price is final: no commitment, volume or other discount."))
        discount_percent = DecimalField(
            _("Discount %"), places=None, widget=PercentInput(), validators=[Optional(), NumberRange(min=0, max=100)]
        )
        discount_until = DateField(_("Discount until"), validators=[Optional()], description=_("Empty: for as long as they stay."))
        discount_reason = StringField(
            _("Reason of the discount"), filters=[tidy], validators=[Length(max=500)], description=_("They read it.")
        )
        deposit_cents = MoneyField(
            _("Deposit for one place"), validators=[Optional()], description=_("Empty: what the membership asks for; 0: none.")
        )

    return LineForm(obj=line) if line is not None else LineForm()


class BodyField(TextAreaField):  # type: ignore[misc]
    """The text of a template or a draft."""

    def __init__(self, label: Any = None, **given: Any) -> None:
        super().__init__(label, **{"filters": [tidy], "validators": [NEEDED], "render_kw": {"rows": 16}} | given)
