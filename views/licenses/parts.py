"""What belongs to a license and shows on its page: pauses, and prices of its own."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import selectinload

from app.models import License, LicenseAgreement, LicensePause, LicensePrice
from app.web.model_view import FoyerModelView, ScopedInterface
from views.base.said import filled


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


class LicenseAgreementView(FoyerModelView):
    """Kept when another price or commitment is agreed (P11)."""

    datamodel = filled(LicenseAgreement, along=(selectinload(LicenseAgreement.license).joinedload(License.location),))
    class_permission_name = "License"
    route_base = "/license-agreements"
    include_route_methods = {"list"}
    list_title = _("Earlier agreements")
    list_columns = ["license", "ends_on", "custom_price_cents", "commitment_months", "commitment_start", "net_price", "custom_price_reason"]
    search_columns = ["license", "ends_on", "custom_price_reason"]
    base_order = ("ends_on", "desc")
    label_columns = {
        "ends_on": _("Held until"),
        "custom_price_cents": _("Custom price"),
        "custom_price_reason": _("Reason"),
        "commitment_months": _("Months committed"),
        "commitment_start": _("Committed from"),
        "net_price": _("No discounts"),
    }
    empty_text = _("What is agreed now holds from its first day on.")


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
