"""Model forms: FAB's converter with our fields, so that no page loads a table and no field speaks Bootstrap 3."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask_appbuilder.forms import DynamicForm, GeneralModelConverter
from flask_appbuilder.validators import Unique
from flask_babel import lazy_gettext as _
from sqlalchemy import Numeric, Time
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    DecimalField,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
    TimeField,
    validators,
    widgets,
)

from app.core.entity import MonthType
from app.web.fields import ChoiceField, MoneyField, MonthField, PercentInput
from app.web.lookup import LookupField
from app.web.words import column_label

LONG_TEXT = 300
LARGEST = 2**31 - 1


def tidy(value: Any) -> Any:
    """No NUL, which PostgreSQL refuses, and no spaces around."""
    return value.replace("\x00", "").strip() if isinstance(value, str) else value


def tidy_or_none(value: Any) -> Any:
    """For a column that may be NULL: an empty field is nothing, not an empty text."""
    return tidy(value) or None


class Keyed(DynamicForm):  # type: ignore[misc]
    """A form whose `key` makes a second click of its button harmless: app/web/once.py, or the noun itself where it keeps keys."""

    key = HiddenField(default=lambda: uuid4().hex)


class FoyerConverter(GeneralModelConverter):  # type: ignore[misc]
    """Made for one view: its look-ups ask in that view's name."""

    def __init__(self, view: Any) -> None:
        super().__init__(view.datamodel)
        self.view = type(view)

    def _convert_many_to_one(
        self, col_name: str, label: Any, description: Any, lst_validators: list[Any], _rel: Any, form_props: dict[str, Any]
    ) -> Any:
        needed = validators.Optional() if self.datamodel.is_nullable(col_name) else validators.DataRequired(_("Choose one."))
        form_props[col_name] = LookupField(label, [*lst_validators, needed], description=description, view=self.view, column=col_name)
        return form_props

    def _convert_many_to_many(
        self, col_name: str, label: Any, description: Any, lst_validators: list[Any], _rel: Any, form_props: dict[str, Any]
    ) -> Any:
        form_props[col_name] = LookupField(label, list(lst_validators), description=description, view=self.view, column=col_name, many=True)
        return form_props

    def _convert_simple(self, col_name: str, label: Any, description: Any, lst_validators: list[Any], form_props: dict[str, Any]) -> Any:
        column = self.datamodel.list_columns[col_name]
        checks = [*lst_validators, *self._checks(col_name, column)]
        given = {
            "label": label or column_label(col_name),
            "validators": checks,
            "description": description,
            "default": self.datamodel.get_col_default(col_name),
        }
        field = self._field(col_name, column.type, given)
        if field is not None:
            form_props[col_name] = field
        return form_props

    def _checks(self, col_name: str, column: Any) -> list[Any]:
        """What the database would refuse, asked before it has to."""
        data = self.datamodel
        empty_is_fine = data.is_nullable(col_name) or (column.server_default is not None and data.is_string(col_name))
        checks: list[Any] = [validators.Optional() if empty_is_fine else validators.InputRequired(_("This is needed."))]
        if (length := data.get_max_length(col_name)) > 0:
            checks.append(validators.Length(max=length, message=_("At most %(most)d characters.", most=length)))
        if data.is_unique(col_name):
            checks.append(Unique(data, col_name, message=_("This is already taken.")))
        if isinstance(column.type, Numeric) and column.type.precision:
            most = 10 ** (column.type.precision - (column.type.scale or 0))
            checks.append(validators.NumberRange(min=-most + 1, max=most - 1, message=_("This number is too large.")))
        return checks

    def _field(self, col_name: str, kind: Any, given: dict[str, Any]) -> Any:
        data = self.datamodel
        if data.is_enum(col_name) and kind.enum_class is not None:
            return ChoiceField(kind=kind.enum_class, optional=data.is_nullable(col_name), **given)
        if isinstance(kind, MonthType):
            return MonthField(**given)
        if isinstance(kind, Time):
            return TimeField(**given)
        if col_name.endswith("_cents"):
            return MoneyField(render_kw={"inputmode": "decimal"}, **given)
        if data.is_boolean(col_name):
            return BooleanField(**{**given, "validators": []})
        if data.is_integer(col_name):
            given["validators"].append(validators.NumberRange(min=-LARGEST, max=LARGEST, message=_("This number is too large.")))
            return IntegerField(widget=widgets.NumberInput(), **given)
        if data.is_numeric(col_name):
            return DecimalField(places=None, widget=PercentInput(), **given)
        if data.is_date(col_name):
            return DateField(**given)
        if data.is_datetime(col_name):
            return DateTimeLocalField(format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **given)
        if data.is_text(col_name) or data.is_string(col_name):
            long = (data.get_max_length(col_name) or 0) > LONG_TEXT and not col_name.endswith(("email", "emails", "reason"))
            return (TextAreaField if long else StringField)(
                filters=[tidy_or_none if data.list_columns[col_name].nullable else tidy], **given
            )
        return None
