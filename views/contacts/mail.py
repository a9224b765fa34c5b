"""One mail out of the archive: its headers, and the whole of it once somebody asks."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.access.scope import narrowed
from app.actions.mail_history.ask import ask_for_mail
from app.models import MailReference
from app.models.mail_reference import BodyState
from app.web.actor import current_actor
from app.web.safe_next import safe_next
from views.base.screen import Screen


class MailView(Screen):
    """GET /mails/<mail>/ shows what is here, POST asks the archive for the rest; for those who write to people."""

    route_base = "/mails"
    default_view = "show"
    class_permission_name = "Contact"
    method_permission_name = {"show": "write", "ask": "write"}

    @expose("/<int:mail_id>/", methods=("GET",))
    @has_access
    def show(self, mail_id: int) -> Any:
        mail = self._mail(mail_id)
        page = url_for("ContactView.show", pk=mail.contact_id)
        # made harmless before it was kept: app/integrations/mail_archive/reading.py
        body = Markup(mail.body) if mail.body_state is BodyState.THERE else None  # noqa: S704
        return self.render_template(
            "screens/contacts/one_mail.html",
            title=mail.subject or _("(no subject)"),
            crumbs=[(_("Contacts"), url_for("ContactView.list")), (mail.contact.name, page)],
            mail=mail,
            body=body,
            back=safe_next(request.args.get("back", ""), page),
        )

    @expose("/<int:mail_id>/", methods=("POST",))
    @has_access
    def ask(self, mail_id: int) -> Any:
        mail = self._mail(mail_id)
        return self.attempt(
            lambda: ask_for_mail(mail.id, by=current_actor()), _("The archive is asked."), redirect(url_for(".show", mail_id=mail.id))
        )

    def _mail(self, mail_id: int) -> MailReference:
        query = select(MailReference).where(MailReference.id == mail_id).options(undefer(MailReference.body))
        found: MailReference | None = self.session.scalars(narrowed(query, current_actor(), MailReference)).one_or_none()
        return found or abort(404)
