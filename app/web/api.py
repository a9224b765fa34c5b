"""FoyerApi: the base of every resource under /api/v1, for programs with a bearer token or an API key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request
from flask_appbuilder import ModelRestApi
from flask_appbuilder.exceptions import InvalidColumnFilterFABException
from flask_babel import gettext as _

from app.core.errors import Missing, Refused
from app.web.actor import current_actor
from app.web.admitting import Admitting
from app.web.filters import OwnFilters, from_json
from app.web.interface import ScopedInterface
from app.web.late_schemas import LateSchemas
from app.web.once import once, own, with_key
from app.work import transaction

SECRET = {
    "password",
    "sealed_token",
    "sealed_password",
    "sealed_secret",
    "sealed_old_secret",
    "sealed_answer",
    "sealed_new_password",
    "content",
    "logo",
    "session_epoch",
    "key_hash",
    "lookup_hash",
    "content_hash",
    "locked_until",
    "fail_login_count",
}
MOST_PAGES = 2**31
READ_ROUTES = {"get_list", "get", "info"}
WRITE_ROUTES = {"post", "put", "delete"}


class FoyerApi(Admitting, OwnFilters, LateSchemas, ModelRestApi):  # type: ignore[misc]
    """Reads what scope shows; writes only what `include_route_methods` opens, by create(), change() and remove().

    Those get checked values in a dict and answer with the row; override them to call an action. Never by cookie.
    """

    allow_browser_login = False
    include_route_methods = READ_ROUTES
    page_size = 50
    max_page_size = 200
    base_order = ("id", "asc")  # without any, two pages may tell one row twice and another never

    def __init__(self) -> None:
        if not isinstance(self.datamodel, ScopedInterface):
            raise TypeError(f"{type(self).__name__}: datamodel must be a ScopedInterface")
        plain = [name for name in self.datamodel.list_columns if name not in SECRET]
        self.list_columns = self.list_columns or plain
        self.show_columns = self.show_columns or self.list_columns
        writable = [name for name in plain if name not in ("id", "public_id", "created_at")]
        self.add_columns, self.edit_columns = self.add_columns or writable, self.edit_columns or writable
        self.search_columns = self.search_columns or [
            name for name in self.list_columns if self.datamodel.filter_converter_class(self.datamodel).convert(name)
        ]
        named = {*self.list_columns, *self.show_columns, *self.add_columns, *self.edit_columns, *self.search_columns}
        if told := sorted(named & SECRET):
            raise ValueError(f"{type(self).__name__} would tell {', '.join(told)}")
        self.class_permission_name = self.class_permission_name or self.datamodel.obj.__name__
        self.method_permission_name = {
            **dict.fromkeys(READ_ROUTES, "read"),
            **dict.fromkeys(WRITE_ROUTES, "write"),
            **(self.method_permission_name or {}),
        }
        super().__init__()

    # reading
    def get_list_headless(self, **kwargs: Any) -> Response:
        return self._admitted(lambda: super(FoyerApi, self).get_list_headless(**kwargs))

    def get_headless(self, pk: Any, **kwargs: Any) -> Response:
        return self._admitted(lambda: super(FoyerApi, self).get_headless(pk, **kwargs))

    def _handle_filters_args(self, rison_args: dict[str, Any]) -> Any:
        """Values as the column's type; what cannot be one is the caller's mistake, not ours."""
        checked = []
        for asked in rison_args.get("filters", []):
            column, value = asked.get("col", ""), asked.get("value")
            operator = self._filters.operator(column, asked.get("opr", ""))
            try:
                value = from_json(operator, value)
            except ValueError as wrong:
                raise InvalidColumnFilterFABException(f"{value!r} is not a value of {column}") from wrong
            checked.append({**asked, "value": value})
        return super()._handle_filters_args({**rison_args, "filters": checked})

    def _sanitize_page_args(self, page: int | None, page_size: int | None) -> tuple[int | None, int | None]:
        """No page before the first, nor one beyond what a database counts to."""
        return super()._sanitize_page_args(min(max(page or 0, 0), MOST_PAGES), page_size)

    # writing
    def post_headless(self) -> Response:
        def write() -> Response:
            with transaction(by=current_actor()):  # told as it was written: nothing is read again
                row = self.create(self._body(self.add_model_schema))
                told = {"id": row.id, "result": self.show_model_schema.dump(row)}
            return self.response(201, **told)

        return self._written(write)

    def put_headless(self, pk: Any) -> Response:
        def write() -> Response:
            row = self.change(self._one(pk), self._body(self.edit_model_schema, partial=True))
            return self.response(200, id=row.id, result=self.show_model_schema.dump(row))

        return self._written(write)

    def delete_headless(self, pk: Any) -> Response:
        def write() -> Response:
            self.remove(self._one(pk))
            return self.response(200, message="OK")

        return self._written(write)

    def create(self, given: dict[str, Any]) -> Any:
        """A row of these values. Raises Refused."""
        with transaction(by=current_actor()):
            self._own(given)
            row = self.datamodel.obj(**given)
            self.datamodel.add(row)
            self._in_scope(row)
        return row

    def change(self, row: Any, given: dict[str, Any]) -> Any:
        with transaction(by=current_actor()):
            self._own(given)
            for name, value in given.items():
                setattr(row, name, value)
            self.datamodel.edit(row)
            self._in_scope(row)
        return row

    def remove(self, row: Any) -> None:
        with transaction(by=current_actor()):
            self.datamodel.delete(row)

    # guards
    def _written(self, write: Callable[[], Response]) -> Response:
        """The only way to write: under an Idempotency-Key it is done once."""
        return self._admitted(lambda: once(write))

    def _body(self, schema: Any, *, partial: bool = False) -> dict[str, Any]:
        body = request.get_json(silent=True)
        if not isinstance(body, dict):
            raise Refused(_("Send a JSON object."))
        return own(schema.load(with_key(body) if "key" in schema.fields else body, partial=partial))

    def _one(self, pk: Any) -> Any:
        row = self.datamodel.get(pk, self._base_filters)
        if row is None:
            raise Missing(_("Not found."))
        return row

    def _own(self, given: dict[str, Any]) -> None:
        """Every row that the values point to must be one that the actor may see."""
        for name in (each for each in self.datamodel.list_properties if self.datamodel.is_relation_many_to_one(each)):
            key = self.datamodel.get_relation_fk(name).name
            if given.get(key) is not None and self.datamodel.get_related_obj(name, given[key]) is None:
                raise Refused(_("There is no such %(what)s.", what=name), field=key)

    def _in_scope(self, row: Any) -> None:
        if self.datamodel.get(row.id, self._base_filters) is None:
            raise Refused(_("You may not put it there."))
