"""Form fields for what Foyer keeps and FAB does not know: amounts, months, statuses and dates by the browser's own pickers."""

from __future__ import annotations

import enum
import re
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup
from wtforms import Field, SelectMultipleField, ValidationError, widgets

from app.access.passwords import problem
from app.core.formats import amount_text
from app.core.money import LARGEST_CENTS, cents, plain
from app.core.month import Month
from app.web.formats import reader
from app.web.words import spoken

NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
EITHER = re.compile(r"[+-]?\d{1,3}[,.]\d{3}")  # 2,950: nearly three, or nearly three thousand?
GROUPED = re.compile(r"[+-]?\d{1,3}((,\d{3})+\.\d+|(\.\d{3})+,\d+)")  # 2,950.00 and 2.950,00


class ChecksField(SelectMultipleField):
    """Several of a list, each with a box; drawn as one group by macros/form.html."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class TooLarge(ValueError):
    """An amount, but one beyond what Foyer keeps."""


def typed_cents(text: str) -> int:
    """An amount as people type or copy it, "2950.00", "2 950,00", "2,950.00" or "−12.50", in cents. Raises ValueError, TooLarge."""
    text = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("\u2212", "-")
    if EITHER.fullmatch(text):
        raise ValueError(f"{text} may be thousands or a fraction")
    if GROUPED.fullmatch(text):
        text = text.replace("," if text.rfind(".") > text.rfind(",") else ".", "")
    text = text.replace(",", ".") if "," in text and "." not in text else text
    if not NUMBER.fullmatch(text):
        raise ValueError(f"{text} is not an amount")
    if abs(Decimal(text)) * 100 > LARGEST_CENTS:
        raise TooLarge(text)
    return cents(text)


def largest_said() -> str:
    """The largest amount that a field takes, as the reader writes it."""
    return amount_text(LARGEST_CENTS, str(reader()))


class MoneyField(Field):  # type: ignore[misc]
    """Typed in the major unit ("2950.00", "2 950,00"), kept in cents."""

    widget = widgets.TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else plain(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        try:
            self.data = typed_cents(text) if text else None
        except TooLarge as beyond:
            self.data = None
            raise ValueError(_("This is too large: at most %(most)s.", most=largest_said())) from beyond
        except ValueError as wrong:
            self.data = None
            raise ValueError(_("This is not an amount. Write it like 2950.00.")) from wrong


class MonthField(Field):  # type: ignore[misc]
    """<input type=month>, kept as a Month."""

    widget = widgets.MonthInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return str(self.data) if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        try:
            self.data = Month.parse(text) if text else None
        except ValueError as wrong:
            self.data = None
            raise ValueError(_("This is not a month. Write it like 2026-06.")) from wrong


class ChoiceField(Field):  # type: ignore[misc]
    """One member of an enum, in the words of the desk."""

    def __init__(self, label: Any = None, validators: Any = None, *, kind: type[enum.Enum], optional: bool = False, **kwargs: Any) -> None:
        self.kind, self.optional = kind, optional
        super().__init__(label, validators, **kwargs)

    def widget(self, field: Any, **given: Any) -> Markup:
        chosen = str(self.data.value) if self.data else ""
        options = [("", "")] if self.optional or not chosen else []
        options += [(str(member.value), spoken(str(member.value))) for member in self.kind]
        drawn = Markup("").join(
            Markup('<option value="{}"{}>{}</option>').format(value, Markup(" selected") if value == chosen else "", label)
            for value, label in options
        )
        return Markup("<select {}>{}</select>").format(Markup(widgets.html_params(id=self.id, name=self.name, **given)), drawn)

    def process_data(self, value: Any) -> None:
        self.data = value if isinstance(value, self.kind) else None

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0] if valuelist else ""
        try:
            self.data = self.kind(text) if text else None
        except ValueError as wrong:
            self.data = None
            raise ValueError(_("Choose one of the list.")) from wrong


class PercentInput(widgets.NumberInput):  # type: ignore[misc]
    """Shows 10 and not 10.000."""

    def __call__(self, field: Field, **kwargs: Any) -> Any:
        if isinstance(field.data, Decimal) and not field.raw_data:
            kwargs.setdefault("value", format(field.data.normalize(), "f"))
        return super().__call__(field, **{"step": "any", **kwargs})


class GoodPassword:
    """The rule of access/passwords.py as a validator."""

    def __call__(self, form: Any, field: Any) -> None:
        names = [str(form[name].data) for name in ("username", "first_name", "last_name", "email") if name in form and form[name].data]
        if found := problem(field.data or "", *names):
            raise ValidationError(found)
