"""The routes of a model view by name, for `include_route_methods`, and the permission that each asks for."""

from __future__ import annotations

READ = {"list", "show", "related", "export"}
ADD = {"add"}
EDIT = {"edit"}
DELETE = {"delete"}
WRITE = ADD | EDIT | DELETE
ACTIONS = {"action", "action_post"}

PERMISSIONS = {**dict.fromkeys(READ, "read"), **dict.fromkeys(WRITE, "write")}
