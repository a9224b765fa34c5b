"""The API on a page: how to call it, every resource with its calls, their fields and an example; and the same as OpenAPI JSON."""

from __future__ import annotations

import inspect
import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from apispec import APISpec
from flask import Flask, abort, current_app, jsonify, request
from flask_appbuilder.api import BaseApi
from flask_appbuilder.api.manager import OpenApi
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_login import current_user

from app.access.permissions import Permission
from app.actions.api_calls.begin import HEADER
from app.queries.webhook_events import EVENTS, THINGS
from app.rules.webhook_retries import LADDER
from app.web.actor import current_actor
from app.web.markup import language

VERSION = "v1"
ORDER = ("get", "post", "put", "delete")
ONCE = {
    "in": "header",
    "name": HEADER,
    "schema": {"type": "string", "maxLength": 255},
    "description": "Makes the call once, however often it is sent",
}
EXAMPLES = Path(__file__).with_name("api_examples.json")


def spec() -> dict[str, Any]:
    """OpenAPI 3 of everything under /api/v1, the same for whoever reads it at this address in this language."""
    return _spec(current_app._get_current_object(), language(), request.host_url)  # type: ignore[attr-defined]


@lru_cache(maxsize=8)
def _spec(app: Flask, _language: str, _host: str) -> dict[str, Any]:
    """Kept: it takes seconds to make, and is written when the program is."""
    made: APISpec = OpenApi._create_api_spec(VERSION)
    views = [view for view in app.appbuilder.baseviews if isinstance(view, BaseApi) and view.version == VERSION]  # type: ignore[attr-defined]
    for view in views:
        view.add_api_spec(made)
    found: dict[str, Any] = made.to_dict()
    for view in views:
        if hasattr(view, "tell_verbs"):
            view.tell_verbs(found["paths"])
    for path, operations in found["paths"].items():
        for verb, operation in operations.items():
            if verb in ("post", "put", "delete") and "/security/" not in path:
                operation["parameters"] = [*operation.get("parameters", ()), ONCE]
            shown = examples().get(f"{verb.upper()} {path}")
            if shown is not None:
                answer = operation.setdefault("responses", {}).setdefault(str(shown["status"]), {"description": "Done"})
                answer.setdefault("content", {}).setdefault("application/json", {})["example"] = shown["answer"]
    return found


@cache
def examples() -> dict[str, dict[str, Any]]:
    """By "POST /api/v1/lead/": path, body, status and answer, as tests/views/api/test_examples.py had them from the application itself."""
    found: dict[str, dict[str, Any]] = json.loads(EXAMPLES.read_text())
    return found


def resources(app: Flask, found: dict[str, Any]) -> list[dict[str, Any]]:
    """Name, what the program says of it, and its calls, in the order of the alphabet."""
    about = {
        type(view).__name__: inspect.cleandoc(type(view).__doc__ or "") for view in app.appbuilder.baseviews if isinstance(view, BaseApi)
    }  # type: ignore[attr-defined]
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in found["paths"].items():
        for verb in ORDER:
            if verb in operations:
                operation = operations[verb]
                groups.setdefault(str((operation.get("tags") or [""])[0]), []).append(
                    {
                        "verb": verb.upper(),
                        "path": path,
                        "about": plainly(verb, operation.get("description", "")),
                        "fields": _fields(found, operation),
                        "example": examples().get(f"{verb.upper()} {path}"),
                    }
                )
    return [{"name": name.removesuffix("Api"), "about": about.get(name, ""), "calls": groups[name]} for name in sorted(groups)]


def plainly(verb: str, about: str) -> str:
    """What a call does, where the framework says it in words of its own or not at all."""
    words = {
        "Get an item model": _("One of them"),
        "Get a list of models": _("Those that match, a page of them"),
        "Get metadata information about this API resource": _("Its columns, and the filters of each"),
        "": {"get": "", "post": _("Add one"), "put": _("Change it: what is not said stays as it is"), "delete": _("Remove it")}[verb],
    }
    return words.get(about, about)


def _fields(found: dict[str, Any], operation: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """(name, type, required) of the JSON body."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    if "$ref" in content:
        content = found.get("components", {}).get("schemas", {}).get(content["$ref"].rsplit("/", 1)[1], {})
    needed = set(content.get("required", ()))
    return [
        (name, str(about.get("format") or about.get("type") or ""), name in needed)
        for name, about in sorted(content.get("properties", {}).items())
    ]


class ApiDocs(BaseView):  # type: ignore[misc]
    """/docs/api for everybody who may use the API; `api_docs:read` alone puts it into the sidebar, where admins find it."""

    route_base = "/docs"
    default_view = "page"
    class_permission_name = "ApiDocs"
    method_permission_name = {"page": "read", "openapi": "read"}

    @expose("/api")
    @permission_name("page")
    def page(self) -> Any:
        _admit()
        return self.render_template(
            "screens/api/page.html",
            title=_("API"),
            resources=resources(current_app._get_current_object(), spec()),  # type: ignore[attr-defined]
            host=request.host_url.rstrip("/"),
            header=HEADER,
            events=[(name, words, THINGS[thing]) for name, (thing, words) in EVENTS.items()],
            tries=len(LADDER) + 1,
            hours=sum(LADDER) // 3600,
        )

    @expose("/openapi.json")
    @permission_name("openapi")
    def openapi(self) -> Any:
        _admit()
        return jsonify(spec())


def _admit() -> None:
    if not current_user.is_authenticated:
        abort(401)
    if not current_actor().may(Permission.API):
        abort(403)
