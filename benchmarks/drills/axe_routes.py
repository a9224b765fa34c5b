"""Every page that can be asked for, with addresses of rows that are there."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask, url_for
from sqlalchemy import desc, select
from werkzeug.routing import Rule

from app import models
from app.core.entity import db
from app.models import FoyerUser

# What is no page: answers to programs, files, and what a page asks for by itself.
ENDINGS = (
    ".csv",
    ".xlsx",
    ".pdf",
    ".ics",
    ".js",
    ".jpg",
    ".zip",
    ".json",
    "/export/",
    "/export",
    ".<kind>",
    "/picture",
    "/keys",
    "/progress",
    "/worker.js",
    "<int:file_id>",
    "/<int:mail_id>/html",
)
STATES = (
    "/events",
    "/state",
    "/count",
    "/kept",
    "/quote",
    "/price",
    "/door",
    "/<int:row_id>/people",
)  # the same in JSON, for a page that stands open
STARTS = ("/static", "/api/", "/federation/", "/healthz", "/readyz", "/logout", "/lookup/", "/cell/", "/story/files")
# Whose row an argument asks for, where its name or its screen does not say it.
NAMED = {
    "plan_id": "FloorPlan",
    "run_id": "InvoiceRun",
    "import_id": "PeopleImport",
    "connection_id": "XeroConnection",
    "consent_id": "XeroConsent",
}
OF_SCREEN = {
    "BankView": "BankImport", "BatchView": "Batch", "ChangeBookingView": "Booking", "ContactDataView": "Contact", "LicenseAccessView": "License",
    "MailView": "MailReference", "MyBookingView": "Booking", "MyShopView": "Purchase", "OrganisationStepsView": "Organisation", "PersonStepsView": "User", "PersonalDataView": "User", "SignUpDataView": "SignUp", "WifiView": "User",
}  # fmt: skip
# Routes that open for nobody in the drill's world, and why.
NOT_HERE = {
    "/reports/overview/list": "the numbers of the overview lead to the lists of the other reports",
    "/xero/connect": "it leads to Xero",
}
TRIES = 24  # rows of a table until one is found that this person may open


def rules(app: Flask) -> list[Rule]:
    """Of pages alone, by address."""
    found = [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not str(rule).startswith(STARTS) and not str(rule).endswith((*ENDINGS, *STATES))
    ]
    lone = {f"{type(view).__name__}.related" for view in app.appbuilder.baseviews if not getattr(view, "_related_views", None)}  # type: ignore[attr-defined]
    return sorted((rule for rule in found if rule.endpoint not in lone), key=str)


class Addresses:
    """Of one person; `given` is what no table tells, by endpoint: the arguments of an address with a secret in it."""

    def __init__(self, app: Flask, user: FoyerUser | None, given: Mapping[str, Sequence[dict[str, Any]]]) -> None:
        self._app, self._user, self._made = app, user, given
        self._views = {type(view).__name__: view for view in app.appbuilder.baseviews}  # type: ignore[attr-defined]
        self._rows: dict[type, list[Any]] = {}

    def of(self, rule: Rule) -> list[str]:
        """Addresses to try one after the other; none where nothing is known to fill in."""
        ways = self._made.get(rule.endpoint) or ([{}] if not rule.arguments else self._ways(rule))
        with self._app.test_request_context():
            return [url_for(rule.endpoint, **way) for way in ways]

    def _ways(self, rule: Rule) -> list[dict[str, Any]]:
        names = sorted(rule.arguments)
        columns = [self._values(rule.endpoint.partition(".")[0], name) for name in names]
        return [dict(zip(names, row, strict=True)) for row in itertools.islice(itertools.product(*columns), TRIES)]

    def _values(self, view: str, name: str) -> list[Any]:
        model = self._model(view, name)
        if model is None:
            return []
        if model not in self._rows:
            self._rows[model] = self._own_first(model)
        return [row.public_id if name == "public_id" else row.id for row in self._rows[model]]

    def _model(self, view: str, name: str) -> type | None:
        if name == "pk" and hasattr(self._views.get(view), "datamodel"):
            return self._views[view].datamodel.obj  # type: ignore[no-any-return]
        own = OF_SCREEN.get(view) if name in ("pk", "public_id", "import_id", "mail_id") else None
        word = own or NAMED.get(name) or "".join(part.title() for part in name.removesuffix("_id").split("_"))
        found = getattr(models, {"User": "FoyerUser"}.get(word, word), None)
        return found if isinstance(found, type) else None

    def _own_first(self, model: Any) -> list[Any]:
        """Of the oldest and the newest rows in turn: they stand at different points of their lives."""
        query = select(model).limit(TRIES // 2)
        for column in ("user_id", "host_id", "organisation_id"):
            if self._user is not None and self._user.organisation_id and hasattr(model, column):
                mine = self._user.organisation_id if column == "organisation_id" else self._user.id
                query = query.order_by(desc(getattr(model, column).is_not_distinct_from(mine)))
        old, new = (db.session.scalars(query.order_by(way)).all() for way in (model.id, model.id.desc()))
        return list(dict.fromkeys(itertools.chain.from_iterable(zip(old, new, strict=True))))
