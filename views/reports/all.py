"""Each report as a screen, with the permission of the data behind it."""

from __future__ import annotations

from app.rendering.reports.churn import CHURN
from app.rendering.reports.credits import CREDITS
from app.rendering.reports.debt import DEBT
from app.rendering.reports.next_months import NEXT_MONTHS
from app.rendering.reports.occupancy import OCCUPANCY
from app.rendering.reports.overview import OVERVIEW
from app.rendering.reports.revenue import REVENUE
from app.rendering.reports.rooms import ROOMS
from views.reports.page import ReportScreen


class OverviewView(ReportScreen):
    route_base = "/reports/overview"
    class_permission_name = "Location"
    definition = OVERVIEW


class OccupancyReportView(ReportScreen):
    route_base = "/reports/occupancy"
    class_permission_name = "License"
    definition = OCCUPANCY


class RevenueReportView(ReportScreen):
    route_base = "/reports/revenue"
    class_permission_name = "Revenue"
    definition = REVENUE


class NextMonthsReportView(ReportScreen):
    """Begins with the present month, whatever the address asks for."""

    route_base = "/reports/next-months"
    class_permission_name = "Revenue"
    definition = NEXT_MONTHS


class RoomsReportView(ReportScreen):
    route_base = "/reports/rooms"
    class_permission_name = "Booking"
    definition = ROOMS


class ChurnReportView(ReportScreen):
    route_base = "/reports/churn"
    class_permission_name = "Revenue"
    definition = CHURN


class DebtReportView(ReportScreen):
    route_base = "/reports/debt"
    class_permission_name = "Debtor"
    definition = DEBT


class CreditsReportView(ReportScreen):
    route_base = "/reports/credits"
    class_permission_name = "Ledger"
    definition = CREDITS
