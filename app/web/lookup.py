"""Relations as look-ups: a field that never loads the other table, and the address it asks."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, jsonify, request, url_for
from flask_appbuilder import BaseView, ModelView, expose
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import func, or_
from sqlalchemy.orm import Query
from wtforms import Field, validators, widgets

from app.models import FoyerUser
from app.queries.search.kinds import PERSON
from app.web.interface import ScopedInterface, key_of

LIMIT = 20
MOST_CHOSEN = 1000
NAMES = ("name", "code", "number", "description", "task")
PEOPLE = (FoyerUser.first_name, FoyerUser.last_name, FoyerUser.email)


class LookupField(Field):  # type: ignore[misc]
    """`data` is a row, or a list of them, as FAB's populate_obj expects; posted keys count only if the look-up would offer them."""

    def __init__(
        self, label: Any = None, validators: Any = None, *, view: type[Any], column: str, many: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.view, self.column, self.many = view, column, many
        self.wrong: list[str] = []

    def widget(self, field: Any, **given: Any) -> Markup:
        """A <select> of the chosen rows alone: it posts a valid form even without script."""
        given.pop("required", None)
        attributes = {
            **given,
            "id": self.id,
            "name": self.name,
            "data-lookup": self.address,
            "data-placeholder": _("Type to search"),
            "data-remove": _("Remove"),
        }
        chosen = [row for row in (self.data or [] if self.many else [self.data]) if row is not None]
        options = [] if self.many else [Markup('<option value=""></option>')]
        options += [Markup('<option value="{}" selected>{}</option>').format(row.id, told(row)) for row in chosen]
        multiple = {"multiple": True} if self.many else {}
        required = {"required": True} if self.flags.required else {}
        return Markup("<select {}>{}</select>").format(
            Markup(widgets.html_params(**attributes, **multiple, **required)), Markup("").join(options)
        )

    @property
    def address(self) -> str:
        return url_for("LookupView.find", view=self.view.__name__, column=self.column)

    def process_data(self, value: Any) -> None:
        """FAB passes obj=request.form on POST: take real rows only."""
        if self.many:
            self.data = (
                [row for row in value if hasattr(row, "__table__")] if hasattr(value, "__iter__") and not isinstance(value, str) else []
            )
        else:
            self.data = value if hasattr(value, "__table__") else None

    def process_formdata(self, valuelist: list[str]) -> None:
        wanted = [text for text in valuelist if text]
        found = rows_of(self.view, self.column, wanted)
        self.wrong = [text for text in wanted if text not in found]
        rows = [found[text] for text in wanted if text in found]
        self.data = rows if self.many else (rows[0] if rows else None)

    def pre_validate(self, form: Any) -> None:
        if self.wrong:
            raise validators.StopValidation(_("Choose one of the list."))


def related(view: type[Any], column: str) -> ScopedInterface:
    found: ScopedInterface = view.datamodel.get_related_interface(column)
    return found


def offered(view: type[Any], column: str) -> tuple[ScopedInterface, Query[Any]]:
    """What may be chosen: rows in the actor's scope that pass FAB's own declarations for the form's relation."""
    interface = related(view, column)
    declared = {**(getattr(view, "edit_form_query_rel_fields", None) or {}), **(getattr(view, "add_form_query_rel_fields", None) or {})}
    filters = interface.get_filters().add_filter_list(declared.get(column, []))
    return interface, interface.apply_filters(interface.session.query(interface.obj), filters)


def rows_of(view: type[Any], column: str, keys: list[str]) -> dict[str, Any]:
    """The rows of these keys, if the look-up would offer them."""
    interface, query = offered(view, column)
    good = [key for text in keys[:MOST_CHOSEN] if (key := key_of(text)) is not None and key <= interface.largest_key]
    if not good:
        return {}
    return {str(row.id): row for row in query.filter(interface.obj.id.in_(good))}


def matching(query: Query[Any], model: Any, text: str) -> Query[Any]:
    """Rows whose names hold the text: from three letters by trigram index, below that by prefix. People are found by what `told` shows of them."""
    is_person = model is FoyerUser
    columns = list(PEOPLE) if is_person else [getattr(model, name) for name in NAMES if name in model.__mapper__.columns][:2] or [model.id]
    plain = text.replace("\x00", "").strip()[:100]
    escaped = plain.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    if len(plain) >= 3:
        held = (column.ilike(f"%{escaped}%") for column in ([PERSON] if is_person else columns))
        query = query.filter(or_(*held, *([model.username == plain] if is_person else [])))
    elif plain:
        query = query.filter(or_(*(func.lower(column).like(f"{escaped.lower()}%") for column in columns)))
    return query.order_by(columns[0], model.id)


def told(row: Any) -> str:
    """A row by its name and what tells it from another of that name: a person's address, else the location."""
    name, more = str(row), getattr(row, "email", "") or getattr(getattr(row, "location", None), "name", "")
    return f"{name} · {more}" if more and more not in name else name


class LookupView(BaseView):  # type: ignore[misc]
    """GET /lookup/<view>/<column>?q=text, or ?id=7&id=8: at most twenty {value, text}."""

    route_base = "/lookup"
    default_view = "find"
    base_permissions: list[str] = []

    @expose("/<view>/<column>")
    def find(self, view: str, column: str) -> Response:
        asked = next((each for each in self.appbuilder.baseviews if type(each).__name__ == view and isinstance(each, ModelView)), None)
        if (
            asked is None
            or not asked.datamodel.is_relation(column)
            or column not in {*asked.add_columns, *asked.edit_columns, *asked.search_columns}
        ):
            abort(404)
        if not any(
            self.appbuilder.sm.has_access(f"can_{asked.get_method_permission(verb)}", asked.class_permission_name)
            for verb in ("add", "edit", "list")
        ):
            abort(404)
        if keys := request.args.getlist("id"):
            return jsonify([{"value": key, "text": told(row)} for key, row in rows_of(type(asked), column, keys).items()])
        interface, query = offered(type(asked), column)
        rows = matching(query, interface.obj, request.args.get("q", "")).limit(LIMIT)
        return jsonify([{"value": str(row.id), "text": told(row)} for row in rows])
