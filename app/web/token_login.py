"""POST /api/v1/security/login: a bearer token for a program, by the same rules as the page."""

from __future__ import annotations

from typing import Any

import structlog
from flask import request
from flask_appbuilder.api import safe
from flask_appbuilder.security.api import SecurityApi
from flask_appbuilder.views import expose
from flask_babel import gettext as _
from flask_jwt_extended import create_access_token, create_refresh_token

from app.actions.accounts.person import the_person
from app.actions.accounts.use_code import use_code
from app.core.entity import db
from app.models import FoyerUser
from app.queries.second_factors import asks_for_code
from app.web.lockout import note_success
from app.web.second_factor_gate import lacks_factor

log = structlog.get_logger()


class TokenApi(SecurityApi):  # type: ignore[misc]
    """As FAB's own, with the code of the second factor; its tokens carry the session epoch, so that a new password ends them (security.py)."""

    base_permissions: list[str] = []

    @expose("/login", methods=["POST"])
    @safe
    def login(self) -> Any:
        """Name and password, and the code where the account has a second factor
        ---
        post:
          description: >-
            Sign in and get an access token, and a refresh token when asked for. The code is needed
            where the account has a second factor, and is good once.
          requestBody:
            required: true
            content:
              application/json:
                schema:
                  type: object
                  required: [username, password]
                  properties:
                    username: {type: string, example: admin}
                    password: {type: string}
                    provider: {type: string, enum: [db]}
                    code: {type: string, description: of the phone or for recovery}
                    refresh: {type: boolean}
          responses:
            200:
              description: The tokens
              content:
                application/json:
                  schema:
                    type: object
                    properties:
                      access_token: {type: string}
                      refresh_token: {type: string}
            400:
              $ref: '#/components/responses/400'
            401:
              $ref: '#/components/responses/401'
        """
        told = request.get_json(silent=True) if request.is_json else None
        given = [told.get(name) for name in ("username", "password")] if isinstance(told, dict) else []
        if not isinstance(told, dict) or not all(isinstance(each, str) and each for each in given) or told.get("provider", "db") != "db":
            return self.response_400(message=_('Send username, password and provider "db" as JSON.'))
        proven = self.appbuilder.sm.proven(*given)
        if proven is None:
            return self.response_401()
        user, epoch = proven
        if problem := self._second_step(user, told.get("code")):
            log.info("code refused", user=user.id, address=request.remote_addr)
            return self.response(401, message=problem)
        log.info("signed in", user=user.id, door=request.endpoint, address=request.remote_addr)
        claims = {"epoch": epoch}  # not that of a password that was set meanwhile
        found = {"access_token": create_access_token(identity=str(user.id), fresh=True, additional_claims=claims)}
        if told.get("refresh") is True:
            found["refresh_token"] = create_refresh_token(identity=str(user.id), additional_claims=claims)
        return self.response(200, **found)

    def _second_step(self, user: FoyerUser, code: object) -> str:
        """Why not yet, in words; empty when nothing stands in the way."""
        if lacks_factor(self.appbuilder.sm.grants, user):
            return _("Set up your second step in the browser first.")
        if not asks_for_code(db.session(), user.id):
            return ""
        if not isinstance(code, str) or not code:
            return _("This account has a second step: send its code as well.")
        if not use_code(user.id, code, by=the_person(user)):
            return _("This code is not right, or was used already.")
        note_success(user.id)
        return ""
