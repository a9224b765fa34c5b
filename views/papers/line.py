"""The lines of proposals and contracts: what their look-ups offer. Written on the page of their paper."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.models import PaperLine
from app.web.model_view import FoyerModelView, ScopedInterface


class PaperLineView(FoyerModelView):
    datamodel = ScopedInterface(PaperLine)
    class_permission_name = "Proposal"
    route_base = "/paper-lines"
    include_route_methods = {"list"}
    list_title = _("Lines of proposals and contracts")
    list_columns = ["paper", "membership", "space", "places", "starts_on", "commitment_months"]
    search_columns = ["paper", "membership", "space", "starts_on"]
    label_columns = {"paper": _("Number"), "starts_on": _("First day"), "commitment_months": _("Months committed")}
    base_order = ("id", "desc")
    empty_text = _("What a proposal or a contract offers stands here, line by line.")
