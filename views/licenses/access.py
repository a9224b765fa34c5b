"""What people may open because of one license: a part of its page."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access

from app.models import License
from app.queries.access_why import access_by_license
from app.web.actor import current_actor
from app.web.interface import ScopedInterface
from views.access.groups import standing
from views.base.screen import Screen
from views.people.steps import system_name


class LicenseAccessView(Screen):
    """GET /license-access/<license> as a fragment."""

    route_base = "/license-access"
    class_permission_name = "Access"
    method_permission_name = {"show": "read"}

    @expose("/<pk>")
    @has_access
    def show(self, pk: str) -> Any:
        license = ScopedInterface(License, self.session).get(pk) or abort(404)
        rows = access_by_license(self.session, license.code, by=current_actor())
        return render_template("screens/access/by_license.html", rows=rows, code=license.code, standing=standing, system_name=system_name)
