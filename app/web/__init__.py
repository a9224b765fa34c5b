"""The web: what stands between Flask, Flask-AppBuilder and the house. `install` puts it together, top to bottom."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from flask import Flask, g, url_for
from flask_wtf.csrf import CSRFProtect

if TYPE_CHECKING:
    from config import Settings

SCREENS = "views"  # by name: screens stand above this package, which may not import them


def install(app: Flask, settings: Settings, *, sync: bool = False) -> None:
    """Everything that makes the house a web site. `sync=True` also writes permissions and roles (one process does that once)."""
    from app import metrics, translation
    from app.web import (
        compat,
        errors,
        form_words,
        formats,
        headers,
        health,
        looking,
        markup,
        place,
        role_sync,
        second_factor_gate,
        sessions,
    )
    from app.web.address import ProfileAddressView
    from app.web.api_docs import ApiDocs
    from app.web.avatars import PictureView, as_avatar, as_room_picture
    from app.web.behind import behind
    from app.web.builder import Builder
    from app.web.cells_edited import CellView
    from app.web.config import flask_config
    from app.web.demo import demo_logins
    from app.web.json import Json
    from app.web.list_choices import ListChoiceView
    from app.web.lookup import LookupView
    from app.web.menu import menu
    from app.web.numbers import Whole
    from app.web.own_sign_ins import OwnSignInsView
    from app.web.portal import in_portal, portal_items
    from app.web.profile import MyProfileView, ProfileView
    from app.web.second_factor import SecondFactorView
    from app.web.security import FoyerSecurity
    from app.web.static_files import StaticFiles
    from app.web.stay import StayView, seconds_left
    from app.web.words import column_label

    https = settings.public_url.startswith("https://")
    app.json = Json(app)
    app.url_map.converters["int"] = Whole
    metrics.watch(app)
    app.config.update(flask_config(settings, https=https))
    headers.install(app, https=https)
    CSRFProtect(app)
    errors.install(app)
    markup.install(app)
    formats.install(app)
    compat.install()
    form_words.install()
    app.extensions["demo_logins"] = demo_logins(settings)
    app.jinja_env.globals.update(
        menu=menu,
        in_portal=in_portal,
        portal_items=portal_items,
        looking=looking.looking,
        seconds_left=seconds_left,
        as_avatar=as_avatar,
        as_room_picture=as_room_picture,
        column_label=column_label,
        product="Foyer",
        location_choices=place.location_choices,
        chosen_location=place.chosen_location,
        home_url=lambda: url_for("HomeView.index"),
        bell_url=lambda: url_for("NotificationsView.page") if "NotificationsView.page" in app.view_functions and "is_led" not in g else "",
        search_url=lambda: url_for("SearchView.page") if "SearchView.page" in app.view_functions and "is_led" not in g else "",
        help_url=lambda: url_for("HelpView.page") if "HelpView.page" in app.view_functions else "",
        explained=lambda field: None,  # until there are screens that explain them
        about_page=lambda: "",
        profile_url=lambda: url_for("ProfileView.show"),
        logout_url=lambda: url_for("SignInView.logout"),
    )

    with app.app_context():
        from app.core.entity import db

        views = import_module(SCREENS) if find_spec(SCREENS) else None
        builder = Builder(
            app,
            db.session,
            indexview=getattr(views, "HomeView", None) or import_module("app.web.home").HomeView,
            security_manager_class=FoyerSecurity,
        )
        for view in (
            LookupView,
            ListChoiceView,
            CellView,
            place.LocationSwitch,
            ProfileView,
            MyProfileView,
            PictureView,
            ProfileAddressView,
            SecondFactorView,
            OwnSignInsView,
            StayView,
        ):
            builder.add_view_no_menu(view)
        if views is not None and hasattr(views, "register"):
            views.register(builder)
        builder.add_view(ApiDocs, "API", icon="plug", category="Set-up")
        translation.install(app)  # again: FAB's own language choice came in between
        role_sync.check(builder)
        if sync:
            role_sync.sync_roles(builder)

    app.before_request(sessions.ask_nobody)
    looking.install(app)
    second_factor_gate.install(app, builder.sm.grants)
    health.install(app, settings.redis_url)
    static = StaticFiles(app.wsgi_app, str(app.static_folder), autorefresh=settings.debug)
    app.wsgi_app = behind(static, settings.proxies, https=https)  # type: ignore[method-assign]
