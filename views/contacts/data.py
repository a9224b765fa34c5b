"""Personal data of a contact who has no account, such as a lead or a guest: an export, the dry run of an erasure, and the erasure (K5)."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.actions.privacy.erase_contact import erase_contact
from app.actions.privacy.export_contact import export_contact
from app.core import clock
from app.models import Contact, Erasure
from app.queries.personal.contact import account_of, contact_plan, erasure_of_contact
from app.queries.personal.plan import Plan
from app.rendering.personal_zip import personal_zip
from app.web.actor import current_actor
from app.web.interface import ScopedInterface
from views.people.erasure_page import ErasurePage
from views.people.personal_data import visits_said


class ContactDataView(ErasurePage):
    """/contact-data/<contact>. Who has an account is sent to the page of that."""

    route_base = "/contact-data"
    method_permission_name = dict.fromkeys(("show", "progress", "erase", "again", "export"), "erase")
    model = Contact
    export_view = "export"

    @expose("/<int:pk>")
    @has_access
    def show(self, pk: int) -> Any:
        contact = ScopedInterface(Contact, self.session).get(pk)
        user = account_of(self.session, contact) if contact is not None else None
        return redirect(url_for("PersonalDataView.show", pk=user.id)) if user is not None else super().show(pk)

    @expose("/<int:pk>/export", methods=("POST",))
    @has_access
    def export(self, pk: int) -> Any:
        found = export_contact(pk, by=current_actor())
        content = personal_zip(found.person, clock.now().isoformat(timespec="seconds"), found.tables, found.files)
        return Response(content, mimetype="application/zip", headers={"Content-Disposition": 'attachment; filename="personal-data.zip"'})

    def erasure_of(self, pk: int) -> Erasure | None:
        return erasure_of_contact(self.session, pk)

    def plan_of(self, row: Contact) -> Plan:
        return contact_plan(self.session, row)

    def begin(self, pk: int, typed: str) -> Any:
        return erase_contact(pk, typed=typed, visits=visits_said(), by=current_actor())

    def words(self, row: Contact | None, pk: int) -> tuple[str, list[tuple[str, str]]]:
        crumbs = [(_("Contacts"), url_for("ContactView.list"))]
        if row is None:
            return _("Personal data of a contact"), crumbs
        return _("Personal data of %(name)s", name=row.name), [*crumbs, (row.name, url_for("ContactView.show", pk=pk))]
