"""A small browser and a small program: what a form says before somebody types, and what came back in words that can be compared."""

from __future__ import annotations

import http.client
import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit

BUSY_WORDS = ("still at work", "is just ending", "Somebody else is changing")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    leads_to: str
    text: str

    @property
    def told(self) -> tuple[int, str, Any]:
        """What twins have in common: the status and where it leads; of a program the whole answer."""
        return self.status, self.leads_to, "" if self.text.startswith("<") or self.leads_to else self.text

    @property
    def is_yes(self) -> bool:
        return self.status in (200, 201) if not self.leads_to else self.status in (302, 303)

    @property
    def is_busy(self) -> bool:
        return self.status == 409 and any(words in self.text for words in BUSY_WORDS)

    def __str__(self) -> str:
        said = (
            re.findall(r'class="(?:invalid-feedback|alert)[^>]*>(.*?)</div>', self.text, re.DOTALL)
            if self.text.startswith("<")
            else [self.text[:200]]
        )
        return f"{self.status} {self.leads_to or ' / '.join(re.sub('<[^>]*>', '', each).strip() for each in said)}"


class _Fields(HTMLParser):
    """Every form of a page as its fields' names and values."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self._select: str | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        name, kind = said.get("name", ""), said.get("type", "text")
        if tag == "form":
            self.forms.append({})
        elif not self.forms:
            return
        elif (
            tag == "input"
            and name
            and kind not in ("submit", "button", "file")
            and (kind not in ("checkbox", "radio") or "checked" in said)
        ):
            self.forms[-1][name] = said.get("value", "")
        elif tag == "select" and name:
            self._select = name
        elif tag == "option" and self._select and ("selected" in said or self._select not in self.forms[-1]):
            self.forms[-1][self._select] = said.get("value", "")
        elif tag == "textarea" and name:
            self._area = name
            self.forms[-1][name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1][self._area] += data


@dataclass
class Browser:
    """One connection; with an API key it is a program."""

    port: int
    api_key: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def post_json(self, path: str, said: dict[str, Any]) -> Answer:
        told = dict(said)
        headers = {"Authorization": f"Bearer {self.api_key}", "Content-Type": "application/json"}
        if header := told.pop("Idempotency-Key", None):
            headers["Idempotency-Key"] = header
        return self._asked("POST", path, json.dumps(told), headers)

    def post_form(self, path: str, said: dict[str, str]) -> Answer:
        return self._asked("POST", path, urlencode(said), {"Content-Type": "application/x-www-form-urlencoded", **self._cookie()})

    def page(self, path: str) -> Answer:
        """As it is for who is signed in here."""
        return self._asked("GET", path, None, self._cookie())

    def form(self, path: str, having: str) -> dict[str, str]:
        """The fields of the form on that page that has this one."""
        answer = self.page(path)
        parser = _Fields()
        parser.feed(answer.text)
        for found in parser.forms:
            if having in found:
                return found
        raise TimeoutError(f"{path} has no form with {having}: {answer}")

    def sign_in(self, username: str, password: str) -> None:
        answer = self.post_form("/login/", self.form("/login/", "csrf_token") | {"username": username, "password": password})
        if not answer.leads_to or "login" in answer.leads_to:
            raise TimeoutError(f"nobody could sign in: {answer}")

    def _cookie(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}

    def _asked(self, method: str, path: str, content: str | None, headers: dict[str, str]) -> Answer:
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            wire.request(method, path, content, headers)
            answer = wire.getresponse()
            text = answer.read().decode()
        finally:
            wire.close()
        if "Authorization" not in headers:
            for line in answer.headers.get_all("Set-Cookie") or ():
                name, _, value = line.split(";")[0].partition("=")
                self.cookies[name] = value
        return Answer(answer.status, urlsplit(answer.headers.get("Location", "")).path, text)
