"""Every report by the name in its address."""

from __future__ import annotations

from app.rendering.reports.churn import CHURN
from app.rendering.reports.credits import CREDITS
from app.rendering.reports.debt import DEBT
from app.rendering.reports.next_months import NEXT_MONTHS
from app.rendering.reports.occupancy import OCCUPANCY
from app.rendering.reports.overview import OVERVIEW
from app.rendering.reports.presence import PRESENCE
from app.rendering.reports.revenue import REVENUE
from app.rendering.reports.rooms import ROOMS
from app.rendering.reports.sales import SALES
from app.rendering.reports.shape import Definition

REPORTS: dict[str, Definition] = {each.name: each for each in (OVERVIEW, OCCUPANCY, REVENUE, CHURN, DEBT, ROOMS, CREDITS, SALES, PRESENCE)}
# Who wants to know what comes looks at it now: the next months go by no mail.
ON_SCREEN: dict[str, Definition] = {**REPORTS, NEXT_MONTHS.name: NEXT_MONTHS}
