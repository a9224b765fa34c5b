"""Where the operator asks people for a second factor, whoever has none is led to set it up, and can do nothing else."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, redirect, request, url_for

from app.models import FoyerUser
from app.queries.second_factors import Rule, requires_one
from app.web.grants import Grants

OPEN = (
    "static",
    "SecondFactorView.page",
    "SecondFactorView.confirm",
    "SignInView.logout",
    "StayView.stay",
    "StayView.look",
    "healthz",
    "readyz",
)


def lacks_factor(grants: Grants, user: FoyerUser) -> bool:
    """Who has to set one up first. Known from the one query that every request makes anyway."""
    facts = grants.facts(user.id)
    return (
        not facts.has_second_factor
        and facts.second_factor_rule is not None
        and requires_one(Rule(facts.second_factor_rule), grants.actor(user))
    )


def install(app: Flask, grants: Grants) -> None:
    def lead() -> Any:
        user = g.get("user")
        if request.endpoint == "static" or user is None or not user.is_authenticated or not lacks_factor(grants, user):
            return None
        g.is_led = True  # nothing else is offered on the way: it would only lead back here
        return None if request.endpoint in OPEN else redirect(url_for("SecondFactorView.page"))

    app.before_request(lead)
