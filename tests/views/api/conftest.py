"""Programs that call the API."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from app.access.roles import NETWORK_ADMIN
from tests.make import PASSWORD


@dataclass
class Program:
    """A client with a bearer token: `get`, `post`, `put`, `delete` answer (status, JSON)."""

    client: Any
    headers: dict[str, str]
    user_id: int

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        answer = self.client.open(f"/api/v1/{path}", method=method, headers=self.headers, json=body)
        return answer.status_code, json.loads(answer.get_data(as_text=True) or "null")

    def get(self, path: str) -> tuple[int, Any]:
        return self.call("GET", path)

    def post(self, path: str, **body: Any) -> tuple[int, Any]:
        return self.call("POST", path, body)

    def put(self, path: str, **body: Any) -> tuple[int, Any]:
        return self.call("PUT", path, body)

    def delete(self, path: str) -> tuple[int, Any]:
        return self.call("DELETE", path)


@pytest.fixture
def program(client, make):
    """`program("Finance", locations=[location])` signs a program in with that role."""

    def sign_in(role: str = NETWORK_ADMIN, **wishes: Any) -> Program:
        user = make.user(role, **wishes)
        answer = client.post("/api/v1/security/login", json={"username": user.username, "password": PASSWORD, "provider": "db"})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return Program(client, {"Authorization": f"Bearer {answer.get_json()['access_token']}"}, user.id)

    return sign_in
