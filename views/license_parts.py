"""What belongs to a license and shows on its page: pauses, and prices of its own."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import selectinload

from app.models import License, LicensePause, LicensePrice
from app.web.model_view import FoyerModelView, ScopedInterface
from views.said import filled


class LicensePauseView(FoyerModelView):
    """Made and ended by the license's verbs."""

    datamodel = ScopedInterface(LicensePause)
    class_permission_name = "License"
    route_base = "/license-pauses"
    include_route_methods = {"list"}
    list_title = _("Pauses")
    list_columns = ["license", "starts_on", "ends_on"]
    search_columns = ["license", "starts_on", "ends_on"]
    base_order = ("starts_on", "desc")
    label_columns = {"starts_on": _("First day"), "ends_on": _("Last day")}
    empty_text = _("While it is paused, a license is neither used nor billed.")


class LicensePriceView(FoyerModelView):
    """Written by escalations (P6)."""

    datamodel = filled(LicensePrice, along=(selectinload(LicensePrice.license).joinedload(License.location),))
    class_permission_name = "License"
    route_base = "/license-prices"
    include_route_methods = {"list"}
    list_title = _("Own prices")
    list_columns = ["license", "valid_from", "primary_cents", "extra_cents", "reason"]
    search_columns = ["license", "valid_from", "reason"]
    base_order = ("valid_from", "desc")
    label_columns = {"primary_cents": _("Primary, a month"), "extra_cents": _("Extra, a month"), "valid_from": _("From")}
    empty_text = _("Escalations write them; until then the membership's prices hold.")
