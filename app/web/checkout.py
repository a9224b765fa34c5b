"""Over to the vendor's page: a form of hidden fields that sends itself, or goes by its button."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import make_response, render_template
from flask_babel import gettext as _

from app.core.checkout import CheckoutForm
from app.web.headers import CSP


def over_to(form: CheckoutForm) -> Any:
    """Only this page may send a form elsewhere, and only to that one host."""
    place = urlsplit(form.address)
    answer = make_response(render_template("base/checkout.html", title=_("On to PayFast"), form=form))
    answer.headers["Content-Security-Policy"] = CSP.replace("form-action 'self'", f"form-action 'self' {place.scheme}://{place.netloc}")
    return answer
