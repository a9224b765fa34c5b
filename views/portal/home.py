"""/my: what is true for this member today."""

from __future__ import annotations

from typing import Any

from flask_appbuilder.baseviews import expose
from flask_babel import gettext as _
from markupsafe import Markup

from app.core import clock
from app.models import FoyerUser, License, Location, Wallet
from app.queries.announcements import for_member
from app.queries.bookings.calendar import agenda
from app.queries.bookings.places import places_with_rooms
from app.queries.my_access import my_access
from app.queries.my_home import my_licenses, open_invoices
from app.queries.presence.mine import my_presence
from app.queries.wallets.lots import live_lots, wallets_of
from app.rules.light_markup import as_html
from app.web.looking import looking
from app.web.place import reader_zone
from views.portal.access import told
from views.portal.booking_words import booking_said
from views.portal.mine import Mine
from views.portal.wallet import title_of
from views.portal.words import license_said, paper_said
from views.wallets.words import first_end_said

NOON, EVENING = 12, 18
SOON = 4  # bookings that the start page names


class MyHomeView(Mine):
    route_base = "/my"
    default_view = "show"

    @expose("/")
    def show(self) -> Any:
        me, by = self.me(), self.by()
        licenses = my_licenses(self.session, by=by)
        place = home_of(me, licenses)
        announcements = for_member(self.session, me)
        return self.page(
            "home",
            greeting(me, place),
            place=place,
            announcements=[(each.row, Markup(as_html(each.row.body))) for each in announcements],  # noqa: S704 - it escapes everything that is not its own
            unseen="" if looking() else " ".join(str(each.row.id) for each in announcements if each.is_new),
            bookings=[booking_said(each, by) for each in agenda(self.session, clock.now(), by=by, most=SOON, only_own=True)],
            mine=my_presence(self.session, me, by=by, most=0),
            books=bool(places_with_rooms(self.session, by=by)),
            credit_title=title_of,
            runs_team=by.runs_team,
            licenses=[license_said(each) for each in licenses],
            accounts=[told(row) for row in my_access(self.session, me.id)],
            credits=self._credits(),
            invoices=[paper_said(each) for each in open_invoices(self.session, by=by)] if by.sees_invoices else None,
        )

    def _credits(self) -> list[tuple[Wallet, str]]:
        """Each wallet with what ends first of it."""
        by = self.by()
        wallets = wallets_of(self.session, by=by, user_id=by.id, organisation_id=by.organisation_id)
        lots = live_lots(self.session, [each.id for each in wallets])
        return [(each, first_end_said(each, [lot for lot in lots if lot.wallet_id == each.id])) for each in wallets]


def home_of(me: FoyerUser, licenses: list[License]) -> Location | None:
    """The place to turn to: their own, that of their license, or that of the organisation."""
    return me.location or (licenses[0].location if licenses else None) or (me.organisation.location if me.organisation else None)


def greeting(me: FoyerUser, place: Location | None) -> str:
    """By the clock on the wall there."""
    hour = clock.local(clock.now(), place.zone if place else reader_zone()).hour
    if hour < NOON:
        return _("Good morning, %(name)s", name=me.first_name)
    return _("Good afternoon, %(name)s", name=me.first_name) if hour < EVENING else _("Good evening, %(name)s", name=me.first_name)
