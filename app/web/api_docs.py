"""The API on a page: every resource, its calls and their fields, drawn here; and the same as OpenAPI JSON."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from apispec import APISpec
from flask import Flask, current_app, jsonify, request
from flask_appbuilder.api import BaseApi
from flask_appbuilder.api.manager import OpenApi
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _

from app.web.markup import language

VERSION = "v1"
ORDER = ("get", "post", "put", "delete")


def spec() -> dict[str, Any]:
    """OpenAPI 3 of everything under /api/v1, the same for whoever reads it at this address in this language."""
    return _spec(current_app._get_current_object(), language(), request.host_url)  # type: ignore[attr-defined]


@lru_cache(maxsize=8)
def _spec(app: Flask, _language: str, _host: str) -> dict[str, Any]:
    """Kept: it takes seconds to make, and is written when the program is."""
    made: APISpec = OpenApi._create_api_spec(VERSION)
    for view in app.appbuilder.baseviews:  # type: ignore[attr-defined]
        if isinstance(view, BaseApi) and view.version == VERSION:
            view.add_api_spec(made)
    found: dict[str, Any] = made.to_dict()
    return found


def resources(found: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """(resource, calls) in the order of the alphabet, for the page."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in found["paths"].items():
        for verb in ORDER:
            if verb in operations:
                operation = operations[verb]
                name = str((operation.get("tags") or [""])[0]).removesuffix("Api")
                groups.setdefault(name, []).append(
                    {"verb": verb.upper(), "path": path, "about": operation.get("description", ""), "fields": _fields(found, operation)}
                )
    return sorted(groups.items())


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
    """/docs/api for admins, who give programs their keys."""

    route_base = "/docs"
    default_view = "page"
    class_permission_name = "ApiDocs"
    method_permission_name = {"page": "read", "openapi": "read"}

    @expose("/api")
    @has_access
    @permission_name("page")
    def page(self) -> Any:
        return self.render_template("screens/api.html", title=_("API"), resources=resources(spec()), host=request.host_url.rstrip("/"))

    @expose("/openapi.json")
    @has_access
    @permission_name("openapi")
    def openapi(self) -> Any:
        return jsonify(spec())
