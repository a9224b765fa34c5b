"""Webhooks out: who is told of what, every message, every try, and the buttons that help."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from flask import flash, redirect, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from sqlalchemy import func, select
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from app.access.permissions import Permission
from app.actions.webhooks.again import send_again
from app.actions.webhooks.change import change_webhook
from app.actions.webhooks.create import create_webhook
from app.actions.webhooks.message import send_test
from app.actions.webhooks.pause import pause_webhook, resume_webhook
from app.actions.webhooks.remove import remove_webhook
from app.actions.webhooks.secret import rotate_secret
from app.models import Webhook, WebhookAttempt, WebhookMessage
from app.models.webhook import MessageState, WebhookStatus
from app.queries.webhook_events import EVENTS, may_be_told, thing_of
from app.web.actor import current_actor
from app.web.fields import ChecksField
from app.web.formats import as_datetime
from app.web.forms import Keyed, tidy
from app.web.model_view import FoyerModelView, ScopedInterface, action
from app.web.present_password import password_said
from app.web.refusals import attempt
from app.web.routes import ACTIONS, READ, WRITE
from views.base.by_actions import ByActions
from views.base.links import linked
from views.base.record import RecordPage, Stat
from views.base.said import said

VERBS = dict.fromkeys(("test", "rotate", "secret_page", "pause", "resume"), "write")
# Messages and answers show what people did, of whatever their webhook may hear: they are for those who say what it hears.
MESSAGES = dict.fromkeys(("list", "show", "related", "again"), "write")


class SecretForm(Keyed):
    """A button, and what makes it one secret: its key, and the secret that was there."""

    seen = HiddenField()


def choices() -> list[tuple[str, str]]:
    """Events that this person may be told of."""
    by = current_actor()
    return [(name, f"{name}: {words}") for name, (_thing, words) in EVENTS.items() if by.may(thing_of(name).reads)]


def whole(text: Any, _row: Any = None) -> str:
    """A reason is a sentence, of which its end says most."""
    return str(text or "")


def may_see(message: WebhookMessage) -> bool:
    """Whoever looks after webhooks need not be who reads all that they tell."""
    return may_be_told(message.event, current_actor())


def answer_said(text: Any, row: Any = None) -> str:
    """A receiver may answer with what it was told."""
    return str(text or "") if row is None or may_see(row.message) else gettext("You may not see what this tells of.")


def as_code(text: Any, row: Any = None) -> Markup:
    """A body as programs read it, on lines of its own, for those who may see the thing that it tells of."""
    if row is not None and not may_see(row):
        return Markup("{}").format(gettext("You may not see what this tells of."))
    try:
        told = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        told = str(text)
    return Markup('<pre class="mb-0 text-prewrap" tabindex="0">{}</pre>').format(told) if told else Markup("")


class WebhookAttemptView(FoyerModelView):
    """Written by the job that sends."""

    datamodel = ScopedInterface(WebhookAttempt)
    class_permission_name = "Webhook"
    route_base = "/webhook-tries"
    include_route_methods = {"list"}
    method_permission_name = MESSAGES
    list_title = _("Tries")
    singular = _("try")
    list_columns = ["at", "answered", "took_ms", "reason", "response"]
    search_columns = ["at", "answered", "reason"]
    base_order = ("id", "desc")
    label_columns = {
        "at": _("When"),
        "answered": _("Status"),
        "took_ms": _("Milliseconds"),
        "reason": _("What was wrong"),
        "response": _("Answer"),
    }
    formatters_columns = {"reason": whole, "response": answer_said}
    empty_text = _("It has not been tried yet.")


class WebhookMessageView(RecordPage, FoyerModelView):
    """What was told. Sent again it has the same id, so that a receiver knows that it has it."""

    datamodel = ScopedInterface(WebhookMessage)
    class_permission_name = "Webhook"
    route_base = "/webhook-messages"
    include_route_methods = {"list", "show", "related"} | ACTIONS
    method_permission_name = MESSAGES
    list_title = _("Messages of webhooks")
    singular = _("message")
    list_columns = ["made_at", "event", "state", "tries", "next_at", "message_id"]
    search_columns = ["webhook", "event", "state", "made_at", "message_id", "noun", "noun_id", "tries"]
    quick_search = "event"
    order_columns = ["made_at", "event", "state", "tries", "next_at"]
    base_order = ("id", "desc")
    show_columns = ["webhook", "event", "message_id", "made_at", "tries", "next_at", "settled_at", "body"]
    label_columns = {
        "made_at": _("Made"), "next_at": _("Next try"), "settled_at": _("Settled"), "message_id": _("Message"), "noun": _("About"), "noun_id": _("Its id"), "body": _("Body"),
    }  # fmt: skip
    formatters_columns = {
        "body": as_code,
        "next_at": lambda value, row=None: as_datetime(value) if row is None or row.state is MessageState.DUE else "",
    } | linked("webhook")
    related_views = [WebhookAttemptView]
    primary_action = "again"
    empty_text = _("What was told, and what was answered, is kept here.")

    def title_of(self, row: WebhookMessage) -> str:
        return f"{row.event} {row.message_id[:12]}"

    def status_of(self, row: WebhookMessage) -> str:
        return row.state.value

    def may_act(self, name: str, row: WebhookMessage) -> bool:
        return row.webhook.status is WebhookStatus.ACTIVE and may_see(row)

    @action("again", _("Send again"), _("Send again? A receiver that knows the message leaves it."), icon="refresh")
    def again(self, rows: Any) -> Any:
        return self.each(rows, send_again, done=gettext("%(count)d go again."))


class WebhookView(ByActions, RecordPage, FoyerModelView):
    """A secret is on the page once, in the answer to the POST that made it."""

    datamodel = ScopedInterface(Webhook)
    class_permission_name = "Webhook"
    route_base = "/webhooks"
    include_route_methods = READ | WRITE | ACTIONS | {"secret_page"}
    method_permission_name = VERBS
    singular = _("webhook")
    list_title = _("Webhooks")
    list_columns = ["description", "location", "status", "delivered_at", "trouble"]
    search_columns = ["description", "url", "location", "status"]
    quick_search = "description"
    base_order = ("description", "asc")
    edit_columns = ["description", "url", "location", "events"]
    add_columns = [*edit_columns, "form_key"]
    show_columns = [
        "url",
        "location",
        "events",
        "owner",
        "created_at",
        "delivered_at",
        "failing_since",
        "rests_until",
        "old_until",
        "trouble",
    ]
    edit_form_extra_fields: ClassVar = {
        "url": StringField(
            _("Address"),
            filters=[tidy],
            validators=[InputRequired(_("This is needed.")), Length(max=500)],
            description=_("Where it is told, such as https://example.com/hooks/foyer."),
            render_kw={"inputmode": "url", "autocomplete": "off"},
        ),
        "events": ChecksField(_("Events"), choices=choices, validators=[InputRequired(_("Choose at least one."))]),
    }
    add_form_extra_fields: ClassVar = edit_form_extra_fields | {"form_key": HiddenField(default=Keyed.key.kwargs["default"])}
    label_columns = {
        "url": _("Address"), "owner": _("In the name of"), "created_at": _("Added"), "delivered_at": _("Last taken"), "failing_since": _("Failing since"),
        "rests_until": _("Rests until"), "old_until": _("The secret before signs until"), "trouble": _("To look at"),
    }  # fmt: skip
    description_columns = {
        "description": _("Who is told, such as Accounting."),
        "location": _("Empty: what happens at every location."),
    }
    formatters_columns = {"events": lambda value, _row=None: ", ".join(value or ()), "trouble": whole} | linked("location")
    related_views = [WebhookMessageView]
    primary_action = "test"
    untold = frozenset({"failures", "failing_since", "rests_until", "delivered_at", "made_with", "secret_with"})
    empty_title = _("No webhooks yet.")
    empty_text = _(
        "Another system is told at an address of its own when something happens here: an invoice is paid, a room is booked, somebody joins."
    )
    empty_icon = "send"
    add_label = _("Add a webhook")
    change_with, remove_with = change_webhook, remove_webhook

    @expose("/add", methods=("GET", "POST"))
    @has_access
    def add(self) -> Any:
        form, made = self.trimmed(self.add_form.refresh()), []
        if (
            form.is_submitted()
            and form.validate()
            and password_said()
            and attempt(form, lambda: made.append(create_webhook(**said(form), key=form.form_key.data or "", by=current_actor())))
        ):
            return self._secret(made[0].webhook, made[0].secret)
        if not form.is_submitted():
            self.prefilled(form)
        return self.render_template(self.add_template, title=self.add_title, widgets=self._get_add_widget(form), effect="", effect_title="")

    def change(self, row: Webhook, asked: Any) -> Any:
        """Another address is told all that this one was."""
        if asked.url.data != row.url:
            password_said()
        return super().change(row, asked)

    def _secret(self, row: Webhook, secret: str) -> Any:
        return self.render_template(
            "screens/webhooks/secret.html", title=row.description, row=row, secret=secret, back=url_for("WebhookView.show", pk=row.id)
        )

    def status_of(self, row: Webhook) -> str:
        return row.status.value

    def stats(self, row: Webhook) -> list[Stat]:
        query = select(WebhookMessage.state, func.count()).where(WebhookMessage.webhook_id == row.id).group_by(WebhookMessage.state)
        found = dict(self.datamodel.session.execute(query).all())
        words = {MessageState.DUE: gettext("Wait"), MessageState.DELIVERED: gettext("Taken"), MessageState.FAILED: gettext("Given up")}
        tones = {MessageState.FAILED: "red"}
        return [
            Stat(
                label,
                found.get(state, 0),
                href=url_for("WebhookMessageView.list", _flt_0_webhook=row.id, _flt_0_state=state.value),
                tone=tones.get(state, "") if found.get(state) else "",
            )
            for state, label in words.items()
        ]

    def may_act(self, name: str, row: Webhook) -> bool:
        active = row.status is WebhookStatus.ACTIVE
        return current_actor().may(Permission.WEBHOOK_WRITE) and {"test": active, "pause": active, "resume": not active}.get(name, True)

    @action("test", _("Send a test event"), icon="send", multiple=False)
    def test(self, row: Webhook) -> Any:
        send_test(row.id, by=current_actor())
        flash(gettext("A test event is on its way; what was answered is below in a moment."), "success")
        return redirect(url_for("WebhookView.show", pk=row.id))

    @action("rotate", _("New secret"), icon="key", multiple=False)
    def rotate(self, row: Webhook) -> Any:
        return redirect(url_for("WebhookView.secret_page", pk=row.id))

    @expose("/secret/<pk>", methods=("GET", "POST"))
    @has_access
    def secret_page(self, pk: str) -> Any:
        """Sent again, by two clicks or by F5, it shows the secret that it made."""
        row, form, made = self.one(pk), SecretForm(), []
        if (
            form.validate_on_submit()
            and password_said()
            and attempt(
                form, lambda: made.append(rotate_secret(row.id, key=form.key.data or "", seen=form.seen.data or "", by=current_actor()))
            )
        ):
            return self._secret(row, made[0])
        form.key.data, form.seen.data = Keyed.key.kwargs["default"](), row.secret_with or ""
        back = url_for("WebhookView.show", pk=row.id)
        return self.render_template(
            "screens/verb.html",
            title=gettext("New secret"),
            subtitle=gettext(
                "The secret before signs as well for a day. What is to see that a message is ours gets the new one within it."
            ),
            form=form,
            back=back,
            crumbs=[(self.list_title, self.url("list")), (self.title_of(row), back)],
            effect="",
            effect_title="",
            back_label="",
        )

    @action("pause", _("Pause"), _("Nothing that happens meanwhile is told. Go on?"), icon="player-pause")
    def pause(self, rows: Any) -> Any:
        return self.each(rows, pause_webhook, done=gettext("%(count)d paused."))

    @action("resume", _("Resume"), icon="player-play")
    def resume(self, rows: Any) -> Any:
        return self.each(rows, resume_webhook, done=gettext("%(count)d resumed."))
