"""What is asked about a debtor, and for the dunning policy."""

from __future__ import annotations

from flask_appbuilder.forms import DynamicForm
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.web.fields import MoneyField
from app.web.forms import tidy

NEEDED = InputRequired(_("This is needed."))


class NoteForm(DynamicForm):  # type: ignore[misc]
    text = TextAreaField(
        _("What was said"),
        filters=[tidy],
        validators=[NEEDED, Length(max=1000)],
        description=_("For the house; the customer does not see it."),
    )


class PromiseForm(DynamicForm):  # type: ignore[misc]
    amount_cents = MoneyField(_("Amount"), validators=[NEEDED])
    until = DateField(_("By the end of"), validators=[NEEDED], description=_("Until then nobody is reminded, and bookings do not rest."))
    text = TextAreaField(
        _("What was said"), filters=[tidy], validators=[Length(max=1000)], description=_("For the house; the customer does not see it.")
    )


class ReviewForm(DynamicForm):  # type: ignore[misc]
    text = TextAreaField(_("What was decided"), filters=[tidy], validators=[NEEDED, Length(max=1000)])
    until = DateField(
        _("Look again after"),
        validators=[NEEDED],
        description=_("Until then they are not on the list. Nothing is cut by this form: licenses are ended or paused on their own pages."),
    )


class PolicyForm(DynamicForm):  # type: ignore[misc]
    is_on = BooleanField(
        _("Remind by itself, and let bookings rest"),
        description=_("Each morning. What follows a due day counts from the day of switching on for debts that are older."),
    )
    reminders = StringField(
        _("Reminders"),
        filters=[tidy],
        validators=[Length(max=100)],
        description=_("Days after the due day, below zero before it; several are separated by commas. Empty: none."),
    )
    block_after = IntegerField(
        _("New bookings rest after"),
        validators=[Optional()],
        description=_("Days after the due day; empty for never. Staff book all the same with a reason."),
    )
    review_after = IntegerField(
        _("Somebody looks at the access after"),
        validators=[Optional()],
        description=_("Days after the due day; empty for never. Doors, WiFi and printers are never cut by themselves."),
    )
    least_cents = MoneyField(_("Let be what is left up to"), validators=[NEEDED], description=_("Of one invoice, in its own currency."))

    def days(self) -> tuple[int, ...]:
        """The reminders as numbers, once the form is validated."""
        return tuple(sorted({int(each.strip().replace("−", "-")) for each in (self.reminders.data or "").split(",") if each.strip()}))

    def validate_reminders(self, field: StringField) -> None:
        try:
            self.days()
        except ValueError as wrong:
            raise ValidationError(gettext("Write whole days, like -3, 1, 7, 14.")) from wrong
