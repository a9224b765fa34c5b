"""What a public form needs of a captcha's vendor: its script, its box, and a policy that lets both in."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app

from app.models import LeadForm
from app.models.lead_form import CaptchaKind
from app.web.headers import CSP

# Google's script brings another one along.
ALONG = {"www.google.com": "https://www.gstatic.com", "www.recaptcha.net": "https://www.gstatic.com"}


@dataclass(frozen=True, slots=True)
class Asked:
    """`box` is the class of the element that the vendor's script fills; empty for a script that asks by itself."""

    kind: str
    script: str
    box: str
    site_key: str


def asked_by(form: LeadForm) -> Asked | None:
    """None for a form that asks nobody."""
    if form.captcha is CaptchaKind.NONE:
        return None
    verify = _verify(form)
    if form.captcha is CaptchaKind.TURNSTILE:
        return Asked("turnstile", verify.removesuffix("/siteverify") + "/api.js", "cf-turnstile", form.site_key)
    script = verify.removesuffix("/siteverify") + ".js"
    if form.captcha is CaptchaKind.RECAPTCHA_V2:
        return Asked("recaptcha_v2", script, "g-recaptcha", form.site_key)
    return Asked("recaptcha_v3", f"{script}?render={form.site_key}", "", form.site_key)


def policy_of(form: LeadForm) -> str:
    """Our policy, opened for the websites that may show the form and for the vendor's script."""
    policy = CSP.replace("frame-ancestors 'none'", f"frame-ancestors 'self' {form.origins}".strip())
    if form.captcha is CaptchaKind.NONE:
        return policy
    place = urlsplit(_verify(form))
    vendor = f"{place.scheme}://{place.netloc}"
    scripts = " ".join(filter(None, (vendor, ALONG.get(place.hostname or ""))))
    return policy.replace("script-src 'self'", f"script-src 'self' {scripts}") + f"; frame-src {vendor}; connect-src 'self' {vendor}"


def _verify(form: LeadForm) -> str:
    settings = current_app.extensions["settings"]
    return str(settings.turnstile_url if form.captcha is CaptchaKind.TURNSTILE else settings.recaptcha_url)
