"""Contacts: one page over a person wherever they appear, with everything that happened."""

from __future__ import annotations

from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.models.sqla.filters import BaseFilter
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.access.permissions import Permission
from app.actions.contacts.change import change_contact
from app.actions.mail_history.ask import ask_for_mails
from app.core.clock import now
from app.models import Contact
from app.queries.contacts.appearances import appearances
from app.queries.contacts.archive import archive_of, look_of
from app.queries.contacts.duplicates import duplicates_of
from app.web.actor import current_actor
from app.web.formats import as_badge
from app.web.model_view import FoyerModelView, ScopedInterface
from app.web.routes import EDIT, READ
from views.base.by_actions import ByActions
from views.base.links import address_of
from views.base.record import story_of
from views.contacts.merging import Merging
from views.contacts.verbs import VERBS, ContactVerbs


class Counting(BaseFilter):  # type: ignore[misc]
    """Whoever was merged into another contact is that one."""

    name = "counts by itself"
    arg_name = "cbi"

    def apply(self, query: Any, value: Any) -> Any:
        return query.filter(Contact.merged_into_id.is_(None))


class Contacts(ScopedInterface):
    """Lists alone leave out who was merged: their pages lead on to the contact that stayed."""

    def query(self, filters: Any = None, *args: Any, **kwargs: Any) -> Any:
        asked = (filters.copy() if filters else self.get_filters()).add_filter("merged_into", Counting, "")
        return super().query(asked, *args, **kwargs)


class ContactView(ByActions, ContactVerbs, Merging, FoyerModelView):
    """Nobody is added here: whoever asks, waits, signs up or becomes a member is a contact by themselves."""

    datamodel = Contacts(Contact)
    route_base = "/contacts"
    imports = "contacts"
    include_route_methods = READ | EDIT | {"mails", *VERBS, *Merging.VERBS}
    method_permission_name = VERBS | Merging.VERBS | {"mails": "write", "edit": "write"}
    singular = _("contact")
    list_title = _("Contacts")
    list_columns = ["name", "company", "email", "phone", "do_not_contact_at"]
    search_columns = ["name", "company", "email", "phone", "created_at", "consent_at", "do_not_contact_at"]
    quick_search = "name"
    quick_columns = ("name", "company", "email", "phone")
    quick_label = _("name, company, mail or phone")
    base_order = ("name", "asc")
    exportable = True
    show_template = "screens/contacts/page.html"
    label_columns = {"email": _("Mail"), "do_not_contact_at": _("Do not contact"), "consent_at": _("Wants to hear from us since")}
    description_columns = {
        "email": _("One contact an address; whoever has two is merged."),
        "language": _("Such as en or af; empty: that of the location."),
    }
    edit_columns = ["name", "company", "email", "phone", "language"]
    formatters_columns = {"do_not_contact_at": lambda value: as_badge("refused", text=gettext("do not contact")) if value else ""}
    empty_title = _("Nobody yet.")
    empty_text = _("Whoever asks through a form, waits for a place, signs up or becomes a member is found here.")
    change_with = change_contact

    @expose("/show/<pk>", methods=("GET",))
    @has_access
    def show(self, pk: str) -> Any:
        row = self.one(pk)
        if row.merged_into_id is not None:
            return redirect(url_for(".show", pk=row.merged_into_id))
        session, by = self.datamodel.session, current_actor()
        return self.render_template(
            self.show_template,
            title=row.name,
            facts=self.facts(row),
            row=row,
            found=appearances(session, row, by=by),
            twins=duplicates_of(session, row, by=by) if by.may(Permission.CONTACT_MERGE) else [],
            story=story_of(row, contact_id=row.id),
            edit_url=self.url("edit", pk=row.id) if self.may_edit(row) else "",
            may_write=by.may(Permission.CONTACT_WRITE),
            may_erase=by.may(Permission.USER_ERASE) and by.location_ids is None,
            may_merge=by.may(Permission.CONTACT_MERGE),
            address_of=address_of,
        )

    def facts(self, row: Contact) -> list[Any]:
        return [row.company, row.email, row.phone]

    @expose("/mails/<pk>", methods=("GET", "POST"))
    @has_access
    def mails(self, pk: str) -> Any:
        """A fragment: POST has the archive asked, GET waits for its answer; the page never does."""
        row, session = self.one(pk), self.datamodel.session
        is_asked = ask_for_mails(row.id, by=current_actor()) if request.method == "POST" else False
        archive, look = archive_of(session), look_of(session, row.id)
        is_waiting = is_asked or (look is not None and (look.looked_at is None or look.looked_at < look.asked_at))
        was_waiting = request.method == "GET" and not is_waiting
        answer = make_response(
            render_template("screens/contacts/mails.html", row=row, archive=archive, look=look, is_waiting=is_waiting, now=now())
        )
        if was_waiting:
            answer.headers["HX-Trigger"] = "story-again"  # what came is told
        return answer
