"""Who may write a form for leads, and what it must say. Shared by create, change, remove and the keys of programs."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask_babel import gettext as _

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.access.sealing import LEAD_CAPTCHA, sealed
from app.actions.fill import demand
from app.actions.network import require_whole_network
from app.core.errors import Refused
from app.models import LeadForm, Track
from app.models.lead_form import CaptchaKind
from app.work import Work

HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", re.ASCII)
SLUG = re.compile(r"[a-z0-9][a-z0-9-]*", re.ASCII)
# Google's public keys for tests: they pass everybody (contracts section 7).
TEST_KEYS = ("6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI", "6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe")


def require_form(by: Actor, form: LeadForm) -> None:
    """A form of every location is not one location's to change."""
    require(by, Permission.LEAD_FORM_WRITE, form)
    if form.location_id is None:
        require_whole_network(by)


def settle_form(work: Work, form: LeadForm, secret: str) -> None:
    """Raises Refused at the field."""
    demand(form, "slug", "title")
    form.slug = form.slug.lower()
    if not SLUG.fullmatch(form.slug):
        raise Refused(_("Small letters, digits and hyphens alone, as in cape-town."), field="slug")
    form.hostnames = " ".join(_hosts(form.hostnames or ""))
    form.origins = " ".join(_origins(form.origins or ""))
    if form.track_id is not None and work.get(Track, form.track_id).location_id not in (None, form.location_id):
        raise Refused(_("This track is of another location."), field="track")
    if secret.strip():
        form.sealed_secret = sealed(secret.strip().encode(), LEAD_CAPTCHA)
    if form.captcha in (None, CaptchaKind.NONE):
        form.sealed_secret = None
        return
    for name, words in (
        ("site_key", _("The captcha needs its site key.")),
        ("hostnames", _("Say on which websites the captcha may be solved.")),
    ):
        if not getattr(form, name):
            raise Refused(words, field=name)
    if form.sealed_secret is None:
        raise Refused(_("The captcha needs its secret key."), field="secret")
    if form.site_key in TEST_KEYS or secret.strip() in TEST_KEYS:
        raise Refused(_("This is Google's public key for tests, which lets everybody pass."), field="site_key")


def _parts(text: str) -> list[str]:
    return list(dict.fromkeys(part for part in re.split(r"[\s,;]+", text.lower()) if part))


def _hosts(text: str) -> list[str]:
    hosts = [urlsplit(part).hostname or "" if "//" in part else part for part in _parts(text)]
    for host in hosts:
        if not HOST.fullmatch(host):
            raise Refused(_("%(host)s is no name of a website, such as www.example.com.", host=host[:100]), field="hostnames")
    return hosts


def _origins(text: str) -> list[str]:
    found = []
    for part in _parts(text):
        split = urlsplit(part if "//" in part else f"https://{part}")
        try:
            port = f":{split.port}" if split.port else ""
        except ValueError:
            port = "?"
        if split.scheme not in ("http", "https") or not HOST.fullmatch(split.hostname or "") or port == "?":
            raise Refused(_("%(origin)s is no address of a website, such as https://www.example.com.", origin=part[:100]), field="origins")
        found.append(f"{split.scheme}://{split.hostname}{port}")
    return list(dict.fromkeys(found))
