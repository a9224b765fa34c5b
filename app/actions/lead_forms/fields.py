"""What may be said about a form for leads."""

from __future__ import annotations

from typing import TypedDict

from app.models.lead_form import CaptchaKind


class LeadFormFields(TypedDict, total=False):
    """`secret` is the captcha's; empty leaves the one that is kept. `hostnames` and `origins` are separated by spaces, commas or lines."""

    slug: str
    title: str
    location_id: int | None
    track_id: int | None
    intro: str
    thanks: str
    captcha: CaptchaKind
    site_key: str
    secret: str
    hostnames: str
    origins: str
    is_active: bool
