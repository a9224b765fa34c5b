"""What may be said about a webhook, and by whom. Shared by create and change."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import exists, select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.fill import demand, fill
from app.actions.webhooks.fields import WebhookFields
from app.core.errors import Refused
from app.models import Webhook, WebhookMessage
from app.queries.webhook_events import EVENTS, thing_of
from app.rules.federation_address import Wrong, target_of
from app.work import Work


def require_webhooks(by: Actor, webhook: Webhook | None = None) -> None:
    """Raises Forbidden."""
    require(by, Permission.WEBHOOK_WRITE, webhook)


def put(work: Work, webhook: Webhook, fields: WebhookFields) -> None:
    """Whoever says it owns it from now on: it tells what they may see. Raises Refused at the field."""
    plain = {name: value for name, value in fields.items() if name != "events"}
    place = webhook.location_id
    with work.session.no_autoflush:
        fill(work, webhook, plain)
        if "events" in fields:
            webhook.events = _events(work.by, fields["events"])
        demand(webhook, "description", "url")
        if not webhook.events:
            raise Refused(_("Choose at least one."), field="events")
        if work.by.location_ids is not None and webhook.location_id not in work.by.location_ids:
            raise Refused(_("Please choose one of your locations."), field="location")
        if webhook.location_id not in (place, None) and _has_told(work, webhook):
            raise Refused(
                _("What it has told is kept here and belongs to where it was. Add another webhook for this location."), field="location"
            )
        webhook.url = _address(webhook.url)
    if work.by.id is not None:
        webhook.owner_id = work.by.id


def _has_told(work: Work, webhook: Webhook) -> bool:
    """Its messages are seen by whoever sees its location: another one would read what is none of theirs."""
    return webhook.id is not None and bool(work.session.scalar(select(exists().where(WebhookMessage.webhook_id == webhook.id))))


def _events(by: Actor, asked: list[str]) -> list[str]:
    """In the order of the list, each once."""
    unknown = [each for each in asked if each not in EVENTS]
    if unknown:
        raise Refused(_("There is no event %(name)s.", name=unknown[0]), field="events")
    for each in asked:
        if not by.may(thing_of(each).reads):
            raise Refused(_("You may not see what %(name)s tells of.", name=each), field="events")
    return [each for each in EVENTS if each in asked]


def _address(typed: str) -> str:
    found = target_of(typed, to_loopback=current_app.extensions["settings"].webhook_loopback)
    if found is Wrong.NOT_HTTPS:
        raise Refused(_("The address must begin with https://."), field="url")
    if found is Wrong.NOT_AN_ADDRESS:
        raise Refused(
            _("This is no address, such as https://example.com/hooks/foyer. A name and password in it are not sent."), field="url"
        )
    if isinstance(found, Wrong):
        raise Refused(_("This is an address inside a private network, which is not called."), field="url")
    return found
