"""Other networks: who is known, whether their keys were compared, and whose people visited whom."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.access.federation_keys import own_address
from app.access.permissions import Permission
from app.actions.peers.add import add_peer
from app.actions.peers.change import change_peer
from app.actions.peers.keys import own_keys, rotate_keys
from app.actions.peers.pin import pin_peer, seen_of
from app.actions.peers.remove import remove_peer
from app.actions.peers.repin import repin_peer
from app.actions.peers.suspend import activate_peer, suspend_peer
from app.core import clock
from app.core.month import Month
from app.models import Peer
from app.models.peer import Direction, KeyUse, PeerStatus
from app.queries.presence.settlement import settlement
from app.rules.thumbprint import groups_of
from app.web.actor import current_actor
from app.web.formats import as_number
from app.web.model_view import FoyerModelView, action
from app.web.present_password import password_said
from app.web.refusals import attempt, is_stale
from app.web.routes import ACTIONS, READ, WRITE
from views.base.by_actions import ByActions
from views.base.record import RecordPage, Stat
from views.base.said import filled
from views.base.verb_page import VerbPage
from views.peers.forms import PinForm, RotateForm

COLUMNS = ["name", "base_url", "is_near", "note"]
VERBS = dict.fromkeys(("compare", "compare_page", "suspend", "activate", "repin", "rotate"), "write")


class PeerView(ByActions, VerbPage, RecordPage, FoyerModelView):
    datamodel = filled(Peer, "peer_id")
    class_permission_name = "Peer"
    route_base = "/peers"
    include_route_methods = READ | WRITE | ACTIONS | {"keys", "own", "rotate", "compare_page"}
    method_permission_name = {"keys": "read", "own": "read", **VERBS}
    singular = _("network")
    list_title = _("Other networks")
    list_template = "screens/peers/list.html"
    list_columns = ["name", "base_url", "status", "pinned_at", "trouble"]
    search_columns = ["name", "base_url", "status"]
    quick_search = "name"
    base_order = ("name", "asc")
    label_columns = {
        "base_url": _("Address"), "is_near": _("In our own network"), "pinned_at": _("Keys compared"), "pinned_by": _("Compared by"), "trouble": _("To look at"),
        "rests_until": _("Not asked until"),
    }  # fmt: skip
    description_columns = {
        "base_url": _("Where their Foyer is, such as https://foyer.example.com. It is what they call themselves, and never changes."),
        "is_near": _("Their address may be one of a private network. Only for an instance that you know and reach without the internet."),
        "note": _("Whom you agreed with, and what one day costs."),
    }
    add_columns = edit_columns = COLUMNS
    show_fieldsets = [
        (_("Network"), {"fields": ["base_url", "is_near", "note", "pinned_at", "pinned_by", "rests_until", "trouble"]}),
    ]
    untold = frozenset({"signing_key", "sealing_key", "peer_id", "failures", "rests_until"})
    empty_title = _("No other networks yet.")
    empty_text = _("People of a network that is known here check in with their own PIN, and yours check in there.")
    empty_icon = "building-community"
    add_label = _("Add a network")
    create_with, change_with, remove_with = add_peer, change_peer, remove_peer

    def create(self, asked: Any) -> Peer:
        return self.made(super().create(asked))

    def status_of(self, row: Peer) -> str:
        return row.status.value

    def stats(self, row: Peer) -> list[Stat]:
        month = Month.of(clock.now().date())
        here, there = (
            settlement(self.datamodel.session, row.id, month, each, by=current_actor()) for each in (Direction.OUT, Direction.IN)
        )
        href = url_for("PeerUsageView.show", peer_id=row.id)
        return [
            Stat(gettext("Days of their people here, this month"), as_number(here.days), href=href),
            Stat(gettext("Days of our people there, this month"), as_number(there.days), href=href),
        ]

    def panels(self, row: Peer) -> list[dict[str, str]]:
        return [{"title": gettext("Their keys"), "href": url_for("PeerView.keys", pk=row.id)}]

    @expose("/keys/<pk>")
    @has_access
    def keys(self, pk: str) -> Any:
        """A part of the page: the keys in groups of digits; while they are fetched it asks again."""
        row = self.one(pk)
        return render_template(
            "screens/peers/keys.html", row=row, groups=self._groups(row), may_write=current_actor().may(Permission.PEER_WRITE)
        )

    def _groups(self, row: Peer) -> dict[str, list[str]]:
        return (
            {gettext("For signing"): groups_of(row.signing_thumbprint), gettext("For sealing"): groups_of(row.sealing_thumbprint)}
            if row.signing_key
            else {}
        )

    @expose("/own")
    @has_access
    def own(self) -> Any:
        """What the other side compares."""
        pair = own_keys()
        groups = {gettext("For signing"): groups_of(pair[KeyUse.SIGN].kid), gettext("For sealing"): groups_of(pair[KeyUse.SEAL].kid)}
        return self.render_template(
            "screens/peers/own.html",
            title=gettext("Our keys"),
            address=own_address(),
            groups=groups,
            may_write=current_actor().may(Permission.PEER_WRITE),
        )

    @expose("/rotate", methods=("GET", "POST"))
    @has_access
    def rotate(self) -> Any:
        form = RotateForm()
        if (
            request.method == "POST"
            and form.validate()
            and password_said()
            and attempt(form, lambda: rotate_keys(at_once=form.at_once.data, by=current_actor()))
        ):
            flash(gettext("New keys. Read them out to every other network, which compares them anew."), "success")
            return redirect(url_for("PeerView.own"))
        return self.render_template(
            "screens/verb.html",
            title=gettext("Make new keys"),
            subtitle=gettext(
                "Other networks do not believe us before they have compared the new keys; for 30 days they still reach us by the old ones."
            ),
            form=form,
            back=url_for("PeerView.own"),
            effect="",
            effect_title="",
            back_label="",
        )

    def may_act(self, name: str, row: Peer) -> bool:
        can = {
            "compare": row.status is PeerStatus.PENDING and bool(row.signing_key),
            "suspend": row.status is PeerStatus.ACTIVE,
            "activate": row.status is PeerStatus.SUSPENDED,
        }
        return current_actor().may(Permission.PEER_WRITE) and can.get(name, True)

    @action("compare", _("Compare keys…"), icon="shield-check", multiple=False)
    def compare(self, row: Peer) -> Any:
        return redirect(url_for("PeerView.compare_page", pk=row.id))

    @expose("/compare/<pk>", methods=("GET", "POST"))
    @has_access
    def compare_page(self, pk: str) -> Any:
        row, form = self.one(pk), PinForm()
        told = {"signing": form.signing.data or "", "sealing": form.sealing.data or "", "seen": form.seen.data or ""}
        if (
            request.method == "POST"
            and form.validate()
            and password_said()
            and attempt(form, lambda: pin_peer(row.id, **told, by=current_actor()))
        ):
            flash(gettext("The keys are pinned: %(name)s may ask, and is asked.", name=row.name), "success")
            return redirect(url_for("PeerView.show", pk=row.id))
        if request.method == "GET" or is_stale(form):
            form.seen.data = seen_of(row)
        back = url_for("PeerView.show", pk=row.id)
        crumbs = [(self.list_title, self.url("list")), (row.name, back)]
        title = gettext("Compare the keys of %(name)s", name=row.name)
        return self.render_template(
            "screens/peers/compare.html", title=title, crumbs=crumbs, row=row, form=form, back=back, groups=self._groups(row)
        )

    @action(
        "suspend",
        _("Suspend"),
        _("Suspend? People of the one network cannot check in at the other until it is active again."),
        icon="player-pause",
    )
    def suspend(self, rows: Any) -> Any:
        return self.each(rows, suspend_peer, done=gettext("Suspended."))

    @action("activate", _("Activate"), icon="player-play")
    def activate(self, rows: Any) -> Any:
        return self.each(rows, activate_peer, done=gettext("Active again."))

    @action(
        "repin",
        _("Fetch its keys anew"),
        _("Fetch its keys anew? It is neither asked nor answered until somebody has compared them."),
        icon="refresh",
    )
    def repin(self, rows: Any) -> Any:
        return self.each(rows, repin_peer, done=gettext("Its keys are being fetched."))
