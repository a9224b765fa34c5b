"""Set-up, Mail archive: where the house's mails are kept; its key goes in and is never shown."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import IntegerField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from app.access.permissions import Permission
from app.actions.mail_history.set_up import VERSIONS, set_up_archive
from app.core.clock import now
from app.models import MailArchive
from app.web.actor import current_actor
from app.web.forms import tidy
from app.web.present_password import password_said
from app.web.refusals import attempt
from views.base.lines import lines_of
from views.base.screen import Screen

FIELDS = ("kind", "address", "port", "version", "username", "folder", "ca_pem", "left_out")


class ArchiveForm(DynamicForm):  # type: ignore[misc]
    kind = SelectField(
        _("Kind"),
        default="none",
        choices=lambda: [SelectChoice("none", gettext("None")), SelectChoice("mailarchiva", "MailArchiva"), SelectChoice("imap", "IMAP")],
    )
    address = StringField(
        _("Address"),
        filters=[tidy],
        validators=[Length(max=300)],
        description=_("https://archive.example.com:8090 for MailArchiva, the name of the host for IMAP."),
    )
    port = IntegerField(_("Port"), validators=[Optional()], description=_("For IMAP; empty: 993."))
    version = SelectField(
        _("Version of MailArchiva's interface"), default="v2", choices=lambda: [SelectChoice(each, each) for each in VERSIONS]
    )
    username = StringField(_("User name"), filters=[tidy], validators=[Length(max=320)], description=_("For IMAP."))
    folder = StringField(
        _("Folder"), filters=[tidy], validators=[Length(max=200)], default="INBOX", description=_("For IMAP: where the copies are.")
    )
    secret = PasswordField(
        _("Key or password"), validators=[Length(max=500)], description=_("Kept sealed and shown to nobody. Empty: as it is.")
    )
    ca_pem = TextAreaField(
        _("Certificates that are trusted too"),
        filters=[tidy],
        validators=[Length(max=100_000)],
        render_kw={"rows": 3},
        description=_("In PEM, where the server's were signed by your own authority."),
    )
    left_out = StringField(
        _("Never show mails of"),
        filters=[tidy],
        validators=[Length(max=2000)],
        description=_("Addresses with spaces between, such as those of payroll."),
    )


class MailArchiveView(Screen):
    """GET and POST /mail-archive/."""

    route_base = "/mail-archive"
    default_view = "page"
    class_permission_name = "Setting"
    method_permission_name = {"page": "read"}

    @expose("/", methods=("GET", "POST"))
    @has_access
    def page(self) -> Any:
        form, row = ArchiveForm(), self.session.get(MailArchive, 1)
        if request.method == "GET" and row is not None:
            for name in FIELDS:
                form[name].data = getattr(row, name).value if name == "kind" else getattr(row, name)

        def act() -> Any:
            return set_up_archive(**{name: form[name].data for name in (*FIELDS, "secret")}, by=current_actor())

        if (
            request.method == "POST"
            and self.may(Permission.SETTING_WRITE)
            and form.validate()
            and (not _is_connected_anew(row, form) or password_said())
            and attempt(form, act)
        ):
            flash(gettext("Saved."), "success")
            return redirect(url_for(".page"))
        rests = row if row is not None and row.rests_until is not None and row.rests_until > now() else None
        return self.render_template(
            "screens/contacts/archive.html",
            title=gettext("Mail archive"),
            form=form,
            rests=rests,
            may_write=self.may(Permission.SETTING_WRITE),
        )


def _is_connected_anew(row: MailArchive | None, form: ArchiveForm) -> bool:
    """Whether another key or another place is given; whom it leaves out is no part of the connection."""
    present = {name: getattr(row, name, None) or "" for name in FIELDS if name != "left_out"}
    if row is None:
        return form.kind.data != "none"
    return bool(form.secret.data) or any(lines_of(form[name].data) != lines_of(value) for name, value in present.items())
