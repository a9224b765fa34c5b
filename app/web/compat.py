"""FAB 5.3 beside marshmallow 4: tables with foreign keys, and column types that marshmallow does not know. Its schemas of queries are checked once."""

from __future__ import annotations

from typing import Any

import jsonschema
import prison
from flask_appbuilder import api as fab_api
from flask_appbuilder.api.convert import Model2SchemaConverter
from marshmallow import ValidationError, fields, validate
from marshmallow_sqlalchemy import ModelConverter, SQLAlchemyAutoSchema
from sqlalchemy import BigInteger, Integer
from sqlalchemy.dialects.postgresql import JSONB

from app.core.entity import MonthType, db
from app.core.money import LARGEST_CENTS
from app.core.month import Month


class MonthJson(fields.Field):  # type: ignore[type-arg]
    """ "2026-06"."""

    def _serialize(self, value: Month | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return str(value) if value else None

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Month:
        try:
            return Month.parse(str(value))
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from wrong


def schema(self: Any, columns: list[str], model: Any, class_mixin: Any, parent_schema_name: str | None = None) -> Any:
    """FAB names foreign keys in Meta.fields, which marshmallow 4 refuses unless the schema includes them itself.

    Loading gives checked values and no row: rows are made by actions.
    """
    meta = {
        "model": model,
        "load_instance": False,
        "sqla_session": db.session,
        "parent_schema_name": parent_schema_name,
        "include_fk": True,
    }
    if columns:
        meta["fields"] = tuple(columns)
    declared = {name: value for name, value in vars(class_mixin).items() if isinstance(value, fields.Field)}
    for name, field in declared.items():
        column = model.__table__.columns.get(name)
        if column is not None:
            fit(field, column)
    return type("MetaSchema", (SQLAlchemyAutoSchema,), {**declared, "Meta": type("Meta", (), meta)})


def fit(field: Any, column: Any) -> None:
    """What the column fills in by itself is not needed, and a whole number fits into it."""
    if column.default is not None or column.server_default is not None:
        field.required = False
    if column.name.endswith("_cents"):
        field.validators = [*field.validators, validate.Range(-LARGEST_CENTS, LARGEST_CENTS)]
    elif isinstance(column.type, Integer):
        most = 2**63 if isinstance(column.type, BigInteger) else 2**31
        field.validators = [*field.validators, validate.Range(-most, most - 1)]


class Queries:
    """In the place of jsonschema in FAB's API, which checks its own schema of a query anew with every request: 7 ms of each read."""

    ValidationError = jsonschema.ValidationError

    @staticmethod
    def validate(instance: Any, schema: dict[str, Any]) -> None:
        """Raises ValidationError for the same reason as jsonschema.validate."""
        key = id(schema)
        if key not in VALIDATORS:
            kind = jsonschema.validators.validator_for(schema)
            kind.check_schema(schema)
            VALIDATORS[key] = kind(schema)
        wrong = jsonschema.exceptions.best_match(VALIDATORS[key].iter_errors(instance))
        if wrong is not None:
            raise wrong


class Rison:
    """In the place of prison in FAB's API: its parser falls over what is cut short or nested without end, which is the caller's mistake."""

    decoder = prison.decoder

    @staticmethod
    def loads(text: str) -> Any:
        """Raises ParserException for all that is no Rison."""
        try:
            return prison.loads(text)
        except (IndexError, RecursionError, TypeError, ValueError) as nonsense:
            raise prison.decoder.ParserException(str(nonsense)) from nonsense


VALIDATORS: dict[int, Any] = {}  # by the schema's identity: each lives as long as its API, and its validator holds it


def install() -> None:
    """Once, before the first API is made."""
    fab_api.jsonschema, fab_api.prison = Queries, Rison
    Model2SchemaConverter._meta_schema_factory = schema
    ModelConverter.SQLA_TYPE_MAPPING = {**ModelConverter.SQLA_TYPE_MAPPING, MonthType: MonthJson, JSONB: fields.Raw}
