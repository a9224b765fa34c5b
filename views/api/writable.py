"""WritableApi: a resource whose writing is an action each: create, change, remove, and verbs on one row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args, get_type_hints

from flask import Response, request
from flask_appbuilder.api import expose, safe
from flask_appbuilder.security.decorators import protect
from flask_babel import gettext as _
from marshmallow import Schema
from marshmallow.fields import Decimal, Field

from app.core.errors import Missing, Refused
from app.web.actor import current_actor
from app.web.api import READ_ROUTES, WRITE_ROUTES, FoyerApi
from app.web.once import own, with_key
from views.api.verb_spec import put_verbs
from views.base.by_actions import ByActions


@dataclass(frozen=True)
class Verb:
    """An action on one row, `act(row_id, by=, ...)`, and the fields of its JSON body."""

    act: Callable[..., Any]
    body: Mapping[str, Field[Any]] = field(default_factory=dict)


class WritableApi(ByActions, FoyerApi):
    """The actions say which columns they take, and which values are missing: the schema demands none."""

    include_route_methods = READ_ROUTES | WRITE_ROUTES | {"verb"}
    method_permission_name = {"verb": "write"}
    also_given: Mapping[str, Field[Any]] = {}  # values that are no columns
    only_created: frozenset[str] = frozenset()  # those of them that a change does not take
    verbs: Mapping[str, Verb] = {}

    def __init__(self) -> None:
        actions = type(self)
        if hasattr(actions, "create_with"):
            self.add_columns = self.add_columns or fields_of(actions.create_with)
            self.edit_columns = self.edit_columns or fields_of(actions.change_with)
        if not hasattr(actions, "remove_with"):
            self.include_route_methods = self.include_route_methods - {"delete"}
        if not self.verbs:
            self.include_route_methods = self.include_route_methods - {"verb"}
        super().__init__()

    def fill_schemas(self) -> None:
        super().fill_schemas()
        for name in ("add_model_schema", "edit_model_schema"):
            schema = getattr(self, name)
            also = {each: told for each, told in self.also_given.items() if name == "add_model_schema" or each not in self.only_created}
            if also:
                made = type(schema)
                meta = type("Meta", (made.Meta,), {"fields": (*made.Meta.fields, *also)})
                schema = type(made.__name__, (made,), {**also, "Meta": meta})()
                setattr(self, name, schema)
            for each in schema.fields.values():
                each.required = False
                if isinstance(each, Decimal):
                    each.places = None  # too many decimals are refused by the action, not rounded away in silence

    def tell_verbs(self, paths: dict[str, Any]) -> None:
        """For the description of the API."""
        put_verbs(paths, f"/api/{self.version}/{self.resource_name}", type(self).__name__, self.verbs)

    def _body(self, schema: Any, *, partial: bool = False) -> dict[str, Any]:
        return super()._body(schema, partial=True)

    def given(self, asked: dict[str, Any]) -> dict[str, Any]:
        return asked

    @expose("/<pk>/<verb>", methods=("POST",))
    @protect()
    @safe
    def verb(self, pk: str, verb: str) -> Response:
        """Do one of the noun's verbs to a row.
        ---
        post:
          description: A verb of this noun, such as pause or end; the body holds what it needs
          parameters:
          - in: path
            schema: {type: integer}
            name: pk
          - in: path
            schema: {type: string}
            name: verb
          responses:
            200:
              description: Done
            404:
              $ref: '#/components/responses/404'
            422:
              $ref: '#/components/responses/422'
        """
        return self._written(lambda: self._do(pk, verb))

    def _do(self, pk: str, name: str) -> Response:
        verb = self.verbs.get(name)
        if verb is None:
            raise Missing(_("Not found."))
        row = self._one(pk)
        body = _object()
        given = Schema.from_dict(dict(verb.body))().load(with_key(body) if "key" in verb.body else body)
        made = verb.act(row.id, **(own(given) if "key" in verb.body else given), by=current_actor())
        shown = made if isinstance(made, type(row)) else row
        self.datamodel.session.refresh(shown)
        return self.response(200, id=shown.id, result=self.show_model_schema.dump(shown))


def _object() -> dict[str, Any]:
    """What came with a verb: empty when nothing did. Raises Refused for anything else, of which nobody knows how the verb was meant."""
    body = request.get_json(silent=True)
    if isinstance(body, dict):
        return body
    if request.get_data().strip() or request.form or request.files:
        raise Refused(_("Send a JSON object."))
    return {}


def fields_of(action: Callable[..., Any]) -> list[str]:
    """The names of the fields that an action takes, in their order."""
    (fields,) = get_args(get_type_hints(action)["fields"])
    return list(fields.__annotations__)
