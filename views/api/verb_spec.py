"""The verbs of a resource in OpenAPI: a path each, with the body that it takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema
from marshmallow.fields import Field


def body_of(fields: Mapping[str, Field[Any]]) -> dict[str, Any]:
    """The JSON schema of a verb's body; nested ones stand inside it."""
    plugin = MarshmallowPlugin(schema_name_resolver=lambda _schema: None)
    APISpec("verbs", "1", "3.0.2", plugins=[plugin])
    assert plugin.converter is not None
    found: dict[str, Any] = plugin.converter.schema2jsonschema(Schema.from_dict(dict(fields))())
    return found


def put_verbs(paths: dict[str, Any], base: str, tag: str, verbs: Mapping[str, Any]) -> None:
    """In the place of `/{pk}/{verb}`, of which nobody can see which there are."""
    general = paths.pop(f"{base}/{{pk}}/{{verb}}", None)
    if general is None:
        return
    for name, verb in verbs.items():
        operation = {
            **general["post"],
            "tags": [tag],
            "description": f"{name.replace('_', ' ').replace('-', ' ').capitalize()}",
            "parameters": [{"in": "path", "name": "pk", "required": True, "schema": {"type": "integer"}}],
        }
        if verb.body:
            operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body_of(verb.body)}}}
        paths[f"{base}/{{pk}}/{name}"] = {"post": operation}
