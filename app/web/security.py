"""The security manager: FAB's users and roles, with sessions that end, exact grants and no way around the password rule."""

from __future__ import annotations

from typing import Any

import structlog
from flask import current_app, g, request
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_jwt_extended import JWTManager
from flask_login import LoginManager, current_user
from sqlalchemy import func, or_, select
from werkzeug.security import check_password_hash

from app.access import passwords
from app.access.actor import SYSTEM, Actor
from app.actions.accounts.password import put_password
from app.actions.accounts.person import lock_person
from app.core.addresses import spellings
from app.core.entity import db
from app.models import FoyerUser
from app.queries.second_factors import asks_for_code
from app.rules.sign_ins import EndedBy
from app.web import lockout, looking, sessions, tokens
from app.web.address_links import AddressLinkView
from app.web.bearer import refuse_old, stamps
from app.web.forgot import ForgotView
from app.web.grants import Grants
from app.web.limits import limit_asking, limit_codes, limit_links, limit_sign_in
from app.web.numbers import whole
from app.web.password_links import PasswordLinkView
from app.web.second_factor_gate import lacks_factor
from app.web.second_step import SecondStepView
from app.web.sign_in import SignInView
from app.web.token_login import TokenApi
from app.work import transaction

log = structlog.get_logger()
LONGEST_NAME, LONGEST_PASSWORD = 320, 1024


class FoyerSecurity(SecurityManager):  # type: ignore[misc]
    user_model = FoyerUser
    userstatschartview = None  # FAB's charts fetch code from elsewhere at run time
    security_api = TokenApi

    def __init__(self, appbuilder: Any) -> None:
        self.grants = Grants()
        super().__init__(appbuilder)

    def register_views(self) -> None:
        """Signing in and out, by page and by token; what mailed links lead to. Users and roles have screens of ours."""
        self.appbuilder.add_api(self.security_api)
        self.auth_view = self.appbuilder.add_view_no_menu(SignInView())
        limit_sign_in(self.limiter, self.auth_view)
        limit_asking(self.limiter, self.appbuilder.add_view_no_menu(ForgotView()))
        for view in (PasswordLinkView, AddressLinkView):
            limit_links(self.limiter, self.appbuilder.add_view_no_menu(view()))
        limit_codes(self.limiter, self.appbuilder.add_view_no_menu(SecondStepView()))
        limit_sign_in(self.limiter, next(view for view in self.appbuilder.baseviews if isinstance(view, TokenApi)))

    # who is it
    def create_login_manager(self, app: Any) -> LoginManager:
        manager = super().create_login_manager(app)
        manager.session_protection = None  # the epoch ends sessions; a phone that changes its address keeps its own
        return manager

    def create_jwt_manager(self, app: Any) -> JWTManager:
        manager = super().create_jwt_manager(app)
        manager.additional_claims_loader(lambda identity: {"epoch": self.get_user_by_id(identity).session_epoch} | stamps())
        return manager

    def load_user(self, pk: Any) -> FoyerUser | None:
        """Programs come with a token; a cookie is worth nothing under /api. Who looks as a member does is the member."""
        user = None if request.path.startswith("/api/") else sessions.person(self.grants, str(pk))
        if user is None:
            return None
        self._speak(user)
        found = looking.instead_of(self.grants, user)
        sessions.seen()
        return found

    def load_user_jwt(self, jwt_header: dict[str, Any], jwt_data: dict[str, Any]) -> FoyerUser | None:
        refuse_old(jwt_header, jwt_data)
        user = self._active(jwt_data["sub"])
        if user is None or jwt_data.get("epoch") != user.session_epoch or lacks_factor(self.grants, user):
            return None
        g.user, g.by_token = user, True
        return user

    def validate_api_key(self, api_key_string: str) -> FoyerUser | None:
        return tokens.user_of_key(self, api_key_string)

    def _active(self, user_id: Any) -> FoyerUser | None:
        user = self.grants.user(key) if (key := whole(user_id)) is not None else None
        if user is None or not user.is_active:
            return None
        self._speak(user)
        return user

    def _speak(self, user: FoyerUser) -> None:
        g.language = (
            user.language or g.get("home_language") or ""
        )  # read while it is at hand: a text may be asked for when the database answers no more

    def get_user_by_id(self, pk: Any) -> FoyerUser | None:
        return db.session.get(FoyerUser, int(pk))

    def find_by_login(self, name: str) -> FoyerUser | None:
        """By username, else by mail address whatever its capitals."""
        query = select(FoyerUser).where(or_(FoyerUser.username == name, func.lower(FoyerUser.email).in_(spellings(name))))
        return db.session.scalars(query.order_by((FoyerUser.username == name).desc()).limit(1)).first()

    def auth_user_db(self, username: str | None, password: str | None) -> FoyerUser | None:
        found = self.proven(username, password)
        return found[0] if found else None

    def proven(self, username: str | None, password: str | None) -> tuple[FoyerUser, int] | None:
        """Who it is, and the session epoch that goes with the hash that was checked: computing it takes long enough for a new password to come in between.

        One hash is computed and one row written whoever asks, so that time tells nothing about names.
        """
        name = (username or "").replace("\x00", "").strip()[:LONGEST_NAME]
        user = self.find_by_login(name)
        may = user is not None and user.is_active and bool(user.password) and not lockout.is_locked(user)
        epoch = user.session_epoch if user is not None else 0
        usable = password if password and len(password) <= LONGEST_PASSWORD and "\x00" not in password else ""
        kept = user.password if may and user is not None else current_app.config["AUTH_DB_FAKE_PASSWORD_HASH_CHECK"]
        right = check_password_hash(kept, usable or " ") and may and bool(usable)
        if right and user is not None:
            if not asks_for_code(db.session(), user.id):  # else the code is still to come, and wrong ones are not forgiven before it
                lockout.note_success(user.id)
            return user, epoch
        # By number, never as it was typed: people type passwords into the wrong field.
        log.info("sign-in refused", user=user.id if user is not None else None, door=request.endpoint, address=request.remote_addr)
        lockout.note_failure(user.id if user is not None and may else 0)
        return None

    # passwords
    def reset_password(self, userid: Any, password: str, *, by: Actor = SYSTEM) -> None:
        """One's own, or by the command line: callers have checked that. Ends every session but that of the browser that did it. Raises Refused for a bad password."""
        with transaction(by=by) as work:
            user = lock_person(work, int(userid))
            put_password(work, user, password)
        self.stay(user)

    def stay(self, user: FoyerUser) -> None:
        """Whoever just got a new password stays signed in where they set it themselves."""
        if current_user and current_user.is_authenticated and current_user.id == user.id:
            sessions.stay(user, EndedBy.PASSWORD)

    def add_user(
        self, username: str, first_name: str, last_name: str, email: str, role: Any = None, password: str = "", **others: Any
    ) -> Any:
        if password:
            passwords.require_good(password, username, first_name, last_name)
        return super().add_user(username, first_name, last_name, email, role, password, **others)

    # what may they do
    def actor_of(self, user: Any) -> Actor:
        return self.grants.actor(user)

    def _has_view_access(self, user: Any, permission_name: str, view_name: str) -> bool:
        return (permission_name, view_name) in self.grants.pairs(user.id)

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        return False

    def add_permissions_view(self, base_permissions: Any, view_menu: Any) -> None:
        """role_sync writes all permissions at once."""

    add_permissions_menu = add_permissions_view
