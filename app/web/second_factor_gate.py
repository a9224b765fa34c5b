"""Where the operator asks all staff for a second factor, whoever has none is led to set it up, and can do nothing else."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, redirect, request, url_for

from app.access.roles import MEMBER
from app.queries.second_factors import Rule
from app.web.grants import Grants

OPEN = ("static", "SecondFactorView.page", "SecondFactorView.confirm", "SignInView.logout", "healthz", "readyz")


def lacks_factor(grants: Grants, user_id: int) -> bool:
    """Staff who have to set one up first. Known from the one query that every request makes anyway."""
    facts = grants.facts(user_id)
    is_asked = facts.second_factor_rule == Rule.REQUIRED_FOR_STAFF.value and not facts.has_second_factor
    return is_asked and any(role.name != MEMBER for role in grants.of(user_id))


def install(app: Flask, grants: Grants) -> None:
    def lead() -> Any:
        user = g.get("user")
        if request.endpoint == "static" or user is None or not user.is_authenticated or not lacks_factor(grants, user.id):
            return None
        g.is_led = True  # nothing else is offered on the way: it would only lead back here
        return None if request.endpoint in OPEN else redirect(url_for("SecondFactorView.page"))

    app.before_request(lead)
