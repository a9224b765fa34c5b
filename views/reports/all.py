"""Each report as a screen, with the permission of the data behind it."""

from __future__ import annotations

from app.rendering.reports.next_months import NEXT_MONTHS
from app.rendering.reports.revenue import REVENUE
from views.reports.page import ReportScreen


class RevenueReportView(ReportScreen):
    route_base = "/reports/revenue"
    class_permission_name = "Revenue"
    definition = REVENUE


class NextMonthsReportView(ReportScreen):
    """Begins with the present month, whatever the address asks for."""

    route_base = "/reports/next-months"
    class_permission_name = "Revenue"
    definition = NEXT_MONTHS
