"""Forms for leads: what they ask, who may show them, and how to put them into a website."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import PasswordField, SelectField
from wtforms.validators import Length

from app.access.permissions import Permission
from app.actions.lead_forms.change import change_lead_form
from app.actions.lead_forms.create import create_lead_form
from app.actions.lead_forms.keys import end_hook_keys, renew_hook_keys
from app.actions.lead_forms.remove import remove_lead_form
from app.core.errors import FoyerError
from app.models import LeadForm
from app.models.lead_form import CaptchaKind
from app.web.actor import current_actor
from app.web.model_view import FoyerModelView, action
from app.web.present_password import password_said
from app.web.routes import ACTIONS, READ, WRITE
from views.base.by_actions import ByActions
from views.base.links import linked
from views.base.record import RecordPage
from views.base.said import filled

COLUMNS = ["title", "slug", "location", "track", "intro", "thanks", "is_active", "captcha", "site_key", "secret", "hostnames", "origins"]


CAPTCHAS: dict[CaptchaKind, Any] = {
    CaptchaKind.NONE: _("Without a captcha"),
    CaptchaKind.RECAPTCHA_V2: "reCAPTCHA v2",
    CaptchaKind.RECAPTCHA_V3: "reCAPTCHA v3",
    CaptchaKind.TURNSTILE: "Turnstile",
}


def captcha_said(kind: CaptchaKind, _row: Any = None) -> str:
    return str(CAPTCHAS[kind])


def captcha_fields() -> dict[str, Any]:
    choices = [(kind.value, said) for kind, said in CAPTCHAS.items()]
    return {
        "captcha": SelectField(_("Captcha"), choices=choices, default=CaptchaKind.NONE.value),
        "secret": PasswordField(
            _("Secret key of the captcha"),
            validators=[Length(max=200)],
            description=_("Kept sealed, and never shown again. Empty: the one that is kept."),
        ),
    }


class LeadFormView(ByActions, RecordPage, FoyerModelView):
    datamodel = filled(LeadForm, "hook_key_mark", "sealed_hook_secret", "sealed_secret", "caught")
    route_base = "/lead-forms"
    include_route_methods = READ | WRITE | ACTIONS | {"embed"}
    method_permission_name = {"embed": "read", "renew": "write", "end": "write"}
    singular = _("lead form")
    list_title = _("Lead forms")
    list_columns = ["title", "slug", "location", "captcha", "is_active", "caught", "created_at"]
    search_columns = ["title", "slug", "location", "is_active"]
    quick_search = "title"
    base_order = ("title", "asc")
    label_columns = {
        "slug": _("Name in addresses"), "intro": _("Above the form"), "thanks": _("Words of thanks"), "site_key": _("Site key"), "hostnames": _("Websites of the captcha"),
        "origins": _("Websites that may show it"), "caught": _("Programs caught"), "is_active": _("In use"), "captcha": _("Captcha"),
    }  # fmt: skip
    description_columns = {
        "slug": _("Small letters, digits and hyphens: /ask/cape-town."),
        "location": _("Empty: the visitor chooses."),
        "track": _("The work that begins with a lead from here; empty: the location's usual one."),
        "thanks": _("Shown after sending; empty: that you will write or call soon."),
        "hostnames": _("Where the captcha is solved: your website, and this Foyer's own name."),
        "origins": _("Addresses such as https://www.example.com, with spaces between. Others cannot show it in a frame."),
        "site_key": _("Of reCAPTCHA or Turnstile."),
    }
    add_columns = edit_columns = COLUMNS
    add_form_extra_fields = edit_form_extra_fields = captcha_fields()
    show_fieldsets = [
        (_("What it says"), {"fields": ["title", "intro", "thanks", "location", "track", "is_active"]}),
        (_("Against programs"), {"fields": ["captcha", "site_key", "hostnames", "caught"]}),
        (_("Where it stands"), {"fields": ["slug", "origins"]}),
    ]
    formatters_columns = {**linked("location"), "captcha": captcha_said}
    empty_title = _("No forms yet.")
    empty_text = _("A form on your website brings leads in by themselves.")
    empty_icon = "forms"
    create_with, change_with, remove_with = create_lead_form, change_lead_form, remove_lead_form

    def create(self, asked: Any) -> LeadForm:
        if asked.secret.data:
            password_said()
        return self.made(super().create(asked))

    def change(self, row: LeadForm, asked: Any) -> Any:
        if "secret" in asked and asked.secret.data:
            password_said()
        return super().change(row, asked)

    def panels(self, row: LeadForm) -> list[dict[str, str]]:
        return [{"title": gettext("Put it into your website"), "href": url_for("LeadFormView.embed", pk=row.id)}]

    @expose("/embed/<pk>")
    @has_access
    def embed(self, pk: str) -> Any:
        """A fragment of the page: the address, code to copy, and the form as visitors see it."""
        row = self.one(pk)
        page = url_for("AskView.ask", slug=row.slug, _external=True)
        inside = url_for("AskView.ask", slug=row.slug, embed=1, _external=True)
        codes = [
            ("address", gettext("Its own page, to link to"), page),
            (
                "script",
                gettext("Inside your page, by script: as high as it needs"),
                f'<script src="{url_for("AskView.script", slug=row.slug, _external=True)}"></script>',
            ),
            (
                "frame",
                gettext("Inside your page, as a frame"),
                f'<iframe src="{inside}" title="{row.title}" style="width:100%;height:60rem;border:0"></iframe>',
            ),
        ]
        hook = url_for("HooksView.leads", slug=row.slug, _external=True)
        return render_template(
            "screens/leads/embed.html", row=row, codes=codes, preview=url_for("AskView.ask", slug=row.slug, embed=1), hook=hook
        )

    def may_act(self, name: str, row: LeadForm) -> bool:
        return current_actor().may(Permission.LEAD_FORM_WRITE) and (name != "end" or row.hook_key_mark is not None)

    @action(
        "renew", _("New key for programs"), _("Make a new key and secret? The old ones stop working at once."), icon="key", multiple=False
    )
    def renew(self, row: LeadForm) -> Any:
        password_said()
        back = url_for("LeadFormView.show", pk=row.id)
        try:
            made = renew_hook_keys(row.id, by=current_actor())
        except FoyerError as refusal:
            flash(refusal.message, "warning")
            return redirect(back)
        return self.render_template("screens/leads/new_keys.html", title=gettext("Key for programs"), made=made, back=back)

    @action("end", _("End the key"), _("End the key? Programs tell nothing through this form any more."), icon="ban", multiple=False)
    def end(self, row: LeadForm) -> Any:
        return self.each([row], end_hook_keys, done=gettext("Ended."))
