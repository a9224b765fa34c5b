"""AccessGroup: the page of a group of doors or of the WiFi: who has it, by which license, and which memberships give it."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.core.entity import db
from app.models.access import AccessState
from app.queries.access_why import MOST, Holders, holders, memberships_giving, people_in_groups
from app.rules.access import System
from app.web.actor import current_actor
from app.web.formats import as_badge
from views.access.record import SETTLED
from views.base.record import RecordPage, Stat


class AccessGroup(RecordPage):
    """Mixed in before FoyerModelView; `system` names whose groups they are."""

    system: System
    method_permission_name = {"people": "read"}

    def panels(self: Any, row: Any) -> list[dict[str, str]]:
        return [{"title": _("Who has it, and why"), "href": url_for(f"{self.endpoint}.people", pk=row.id)}]

    def stats(self: Any, row: Any) -> list[Stat]:
        count = people_in_groups(db.session(), self.system, by=current_actor()).get(row.name, 0)
        return [Stat(_("People"), count), *self.more_stats(row)]

    def more_stats(self, row: Any) -> list[Stat]:
        return []

    @expose("/people/<pk>")
    @has_access
    def people(self: Any, pk: str) -> Any:
        """GET ?q=: a part of the group's page."""
        row = self.datamodel.get(pk, self._base_filters) or abort(404)
        search, by = request.args.get("q", "")[:100], current_actor()
        found = holders(db.session(), self.system, row.name, by=by, search=search)
        return render_template(
            "screens/access/holders.html",
            found=found,
            search=search,
            here=url_for(f"{self.endpoint}.people", pk=row.id),
            standing=standing,
            left_over=more(found, search),
            memberships=memberships_giving(db.session(), self.system, row.name, by=by),
        )


def standing(access: Any) -> Any:
    """As it should be, or what is not: a badge and a sentence."""
    if access.drift:
        return as_badge("drifting", text=_("Drifting")), " ".join(each["text"] for each in access.drift)
    if access.state in SETTLED:
        return as_badge(access.state, text=_("In place") if access.state is AccessState.GRANTED else ""), ""
    return as_badge(access.state), access.reason


def more(found: Holders, search: str) -> str:
    """Who is not in the table."""
    told = []
    if not search and found.count > MOST:
        told.append(_("%(count)d more; search for a name.", count=found.count - MOST))
    if found.elsewhere:
        told.append(_("%(count)d more people of other locations have it.", count=found.elsewhere))
    return " ".join(told)
