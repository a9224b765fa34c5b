"""How the reader has a list: which columns, which saved filter; and where these are changed. The address is the truth: it holds filters, order and columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Response, abort, flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, ModelView, expose
from flask_babel import gettext as _
from flask_login import current_user

from app.access.permissions import Permission
from app.actions.lists.change_filter import change_filter, remove_filter
from app.actions.lists.choose import choose_columns, choose_default
from app.actions.lists.keep_filter import keep_filter
from app.core.entity import db
from app.core.errors import FoyerError, Refused
from app.models.list_view import Sharing
from app.queries.list_choices import NO_CHOICE, Choice, choice_of, roles_to_share
from app.web.actor import current_actor
from app.web.numbers import LARGEST_INTEGER, whole

COLUMNS, SAVED = "_columns", "_saved"  # of an address: the columns of the list, and which saved filter it came from


@dataclass(frozen=True)
class Chip:
    id: int
    name: str
    href: str
    is_here: bool
    is_shared: bool


@dataclass
class Chips:
    """Above a list: what is kept, what is open, and what may be done with it. `query` is what would be kept now; `columns` are (name, label, shown)."""

    screen: str
    all_href: str
    query: str
    columns: list[tuple[str, str, bool]]
    chips: list[Chip] = field(default_factory=list)
    open: Chip | None = None
    is_changed: bool = False
    may_change: bool = False
    is_default: bool = False
    has_default: bool = False
    own_columns: bool = False
    roles: list[tuple[int, str]] = field(default_factory=list)


def choice(view: Any) -> Choice:
    """Of whoever asks; once a request and list. Programs have none."""
    if g.get("by_token") or not current_user.is_authenticated:
        return NO_CHOICE
    kept: dict[str, Choice] = g.setdefault("list_choices", {})
    name = type(view).__name__
    if name not in kept:
        kept[name] = choice_of(db.session(), name, by=current_actor())
    return kept[name]


def columns_of(view: Any) -> tuple[list[str], list[str]]:
    """The columns to show: of the address, else as the reader has them, else those of the house; and names that are columns no more."""
    asked = [each for each in request.args.get(COLUMNS, "").split(",") if each] or choice(view).columns or []
    found = [name for name in dict.fromkeys(asked) if name in view.all_columns]
    return found or list(view.list_columns), [name for name in asked if name not in view.all_columns]


def opens_with(view: Any) -> str:
    """Where a list that was opened without anything goes on to: the reader's default; empty when there is none."""
    if request.args:
        return ""
    kept = choice(view)
    chosen = next((each for each in kept.saved if each.id == kept.default_id), None)
    return _href(view, chosen.id, chosen.query) if chosen is not None else ""


def chips_of(view: Any) -> Chips | None:
    kept = choice(view)
    if kept is NO_CHOICE:
        return None
    columns, _gone = columns_of(view)
    now = kept_part(request.query_string.decode("utf-8", "replace"), view, columns)
    here = request.args.get(SAVED, "")
    chips = [Chip(each.id, each.name, _href(view, each.id, each.query), str(each.id) == here, each.sharing != "me") for each in kept.saved]
    saved = next((each for each in kept.saved if str(each.id) == here), None)
    may_share = current_actor().may(Permission.SAVED_FILTER_SHARE)
    return Chips(
        screen=type(view).__name__,
        all_href=f"{url_for(f'{view.endpoint}.list')}?{SAVED}=",
        query=now,
        columns=[
            (name, str(view.label_columns[name]), name in columns)
            for name in [*columns, *(each for each in view.all_columns if each not in columns)]
        ],
        chips=chips,
        open=next((each for each in chips if each.is_here), None),
        is_changed=saved is not None and saved.query != now,
        may_change=saved is not None and (saved.is_own or may_share),
        is_default=saved is not None and saved.id == kept.default_id,
        has_default=kept.default_id is not None,
        own_columns=kept.columns is not None,
        roles=roles_to_share(db.session()) if may_share and len(request.args) else [],
    )


def kept_part(query: str, view: Any, columns: list[str]) -> str:
    """Of an address: filters, order and, where they are not those of the house, columns; always in the same order."""
    name = type(view).__name__
    told = [(key, value) for key, value in parse_qsl(query) if key.startswith("_flt_") or key in (f"_oc_{name}", f"_od_{name}")]
    return urlencode(sorted(told) + ([(COLUMNS, ",".join(columns))] if columns != list(view.list_columns) else []))


def _of_this_list(query: str, view: Any) -> str:
    """What is kept of an address that a form sends: others open it, so that nothing stays in it but what this list filters, orders and shows by."""
    columns = next((value.split(",") for key, value in parse_qsl(query) if key == COLUMNS), list(view.list_columns))
    return kept_part(query, view, [each for each in columns if each in view.all_columns])


def _href(view: Any, filter_id: int, query: str) -> str:
    return f"{url_for(f'{view.endpoint}.list')}?{query}{'&' if query else ''}{urlencode({SAVED: filter_id})}"


class ListChoiceView(BaseView):  # type: ignore[misc]
    """POST /list-choice/<view>/…: for whoever may see that list, about their own."""

    route_base = "/list-choice"
    default_view = "columns"
    base_permissions: list[str] = []

    @expose("/<screen>/columns", methods=("POST",))
    def columns(self, screen: str) -> Response:
        view = self._asked(screen)
        chosen = [name for name in dict.fromkeys(request.form.getlist("column")) if name in view.all_columns]
        again = request.form.get("way") == "house" or chosen == list(view.list_columns)
        query = [(key, value) for key, value in parse_qsl(request.form.get("query", "")) if key != COLUMNS]
        if not chosen and not again:
            flash(_("Leave at least one column."), "warning")
        else:
            choose_columns(screen, None if again else chosen, by=current_actor())
        return self._to(view, urlencode(query) or f"{SAVED}=")

    @expose("/<screen>/keep", methods=("POST",))
    def keep(self, screen: str) -> Response:
        view, query, said = self._asked(screen), request.form.get("query", ""), request.form.get("sharing", "me")
        sharing, _colon, role = said.partition(":")
        try:
            if sharing not in list(Sharing):
                raise Refused(_("Choose whom it is for."))
            query = _of_this_list(query, view)
            kept = keep_filter(
                screen,
                request.form.get("name", ""),
                query,
                sharing=Sharing(sharing),
                role_id=whole(role, LARGEST_INTEGER),
                by=current_actor(),
            )
        except FoyerError as refusal:
            flash(refusal.message, "warning")
            return self._to(view, query)
        flash(_("%(name)s is kept.", name=kept.name), "success")
        return redirect(_href(view, kept.id, kept.query))  # type: ignore[return-value]

    @expose("/<screen>/<int:filter_id>/<verb>", methods=("POST",))
    def change(self, screen: str, filter_id: int, verb: str) -> Response:
        """change: it finds what the list shows now; remove; open_with, and open_with_all."""
        view, query, by = self._asked(screen), request.form.get("query", ""), current_actor()
        onward = f"{query}{'&' if query else ''}{SAVED}={filter_id}"
        try:
            if verb == "change":
                flash(
                    _("%(name)s is as the list is now.", name=change_filter(screen, filter_id, _of_this_list(query, view), by=by).name),
                    "success",
                )
            elif verb == "remove":
                flash(_("%(name)s is taken away.", name=remove_filter(screen, filter_id, by=by)), "success")
                onward = f"{SAVED}="
            elif verb in ("open_with", "open_with_all"):
                choose_default(screen, filter_id if verb == "open_with" else None, by=by)
            else:
                abort(404)
        except FoyerError as refusal:
            flash(refusal.message, "warning")
        return self._to(view, onward)

    def _asked(self, screen: str) -> Any:
        if not current_user.is_authenticated:
            abort(401)
        found = next((each for each in self.appbuilder.baseviews if type(each).__name__ == screen and isinstance(each, ModelView)), None)
        if found is None or not found.offers("list"):
            abort(404)
        return found

    def _to(self, view: Any, query: str) -> Response:
        return redirect(f"{url_for(f'{view.endpoint}.list')}?{urlencode(parse_qsl(query, keep_blank_values=True))}")  # type: ignore[return-value]
