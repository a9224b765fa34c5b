"""Overview: the dashboard of the network or of one location, with the numbers that matter of every report; each leads to its rows."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.access.permissions import Permission
from app.models.opportunity import Stage
from app.queries.opportunities.deals import Wanted
from app.queries.opportunities.how_far import how_far
from app.queries.reports.asked import Asked
from app.queries.reports.overview import Overview, PlaceNumbers, overview
from app.queries.reports.revenue import Revenue, revenue
from app.queries.reports.rooms import RoomUse, rooms
from app.rendering.reports import overview_blocks as blocks
from app.rendering.reports import overview_tiles as tiles
from app.rendering.reports.debt import LATE
from app.rendering.reports.heat import emptiest_said, room_hours
from app.rendering.reports.sales import behind, funnel
from app.rendering.reports.say import month_written, months_said, rounded_said, written
from app.rendering.reports.shape import Cell, Column, Definition, Figure, Kind, Report, Section, share
from app.rendering.reports.words import money, percent, percent_lost, percent_of_money, percent_of_time, text
from app.rules.aged_debt import Age


def build(session: Session, asked: Asked) -> Report:
    by = asked.by
    found = overview(session, asked, with_debt=by.may(Permission.DEBTOR_READ))
    figures, sections, findings = [], [], []
    if by.may(Permission.LICENSE_READ):
        figures += _sold(found, asked)
    if by.may(Permission.REVENUE_READ):
        recurring = sorted(revenue(session, asked), key=lambda each: found.rank(each.currency))
        figures += [*_revenue(recurring, asked), *tiles.cash(session, asked, found.currencies)]
        sections += [blocks.movement(each, asked) for each in recurring]
    if by.may(Permission.DEBTOR_READ):
        figures += [each for currency in found.currencies for each in _late(found, currency, asked)]
        figures += tiles.failures(session, asked, found)
        sections += blocks.ages(found, asked)
    if by.may(Permission.LEDGER_READ):
        figures += tiles.credits(session, asked, found)
    if by.may(Permission.OPPORTUNITY_READ):
        won, reached = _sales(session, asked)
        figures, sections = [*figures, *won], [*sections, *reached]
    if by.may(Permission.CHECK_IN_READ):
        figures += tiles.presence(session, asked)
    if by.may(Permission.BOOKING_READ) and (own := rooms(session, asked)):
        figures += _rooms(own, asked, found)
        findings = [f"{emptiest_said(own)}."] if any(each.open_time.peak for each in own) else []
        sections.append(replace(room_hours(own, asked).leading_to("rooms"), title=_("When rooms are booked")))
    is_built = any(each.desks[1] or each.offices[1] or each.revenue for each in found.places)
    if not (is_built or any(each.cell.value for each in figures)):
        words = _("There is nothing to tell yet."), _("Once there are spaces and licenses, the numbers that matter are shown here.")
        return Report([], [], [], nothing=words)
    if by.may(Permission.LICENSE_READ):
        sections.insert(0, _places(found, asked, figures))
    return Report(findings, figures, sections)


def _sold(found: Overview, asked: Asked) -> list[Figure]:
    figures = []
    for label, what, own in (
        (_("Desks sold"), "desks", [each.desks for each in found.places]),
        (_("Offices sold"), "offices", [each.offices for each in found.places]),
    ):
        sold, there = sum(each[0] for each in own), sum(each[1] for each in own)
        if there:
            figures.append(
                Figure(
                    label,
                    percent(sold, there, report="occupancy", what=what, day=asked.until),
                    hint=_("%(sold)s of %(all)s", sold=sold, all=there),
                    how=what,
                )
            )
    return figures


def _revenue(found: list[Revenue], asked: Asked) -> list[Figure]:
    figures = []
    for of in found:
        last = of.months[-1]
        change = last.after - last.before
        hint = _(
            "%(change)s since %(month)s",
            change=("+" if change > 0 else "") + rounded_said(change, of.currency, asked.locale),
            month=month_written(last.month.previous, asked.locale),
        )
        figures.append(
            Figure(
                _("Monthly recurring revenue"),
                money(last.after, of.currency, report="revenue", what="customers", month=last.month),
                hint=hint,
                how="mrr",
            )
        )
        lost = sum(each.lost for each in of.months)
        figures.append(
            Figure(
                _("Revenue lost in %(month)s", month=month_written(last.month, asked.locale)),
                percent_lost(last.lost, last.before, of.currency, report="churn", what="lost", month=last.month),
                hint=_("%(cents)s in the whole time", cents=rounded_said(lost, of.currency, asked.locale)),
                how="revenue_churn",
            )
        )
        gone = {"report": "churn", "what": "moved", "movement": "left", "month": last.month, "currency": of.currency}
        figures.append(
            Figure(
                _("Customers lost in %(month)s", month=month_written(last.month, asked.locale)),
                percent(last.lost_customers, last.customers_before, **gone),
                hint=_("%(count)s of %(all)s", count=last.lost_customers, all=last.customers_before)
                + (f", {of.currency}" if len(found) > 1 else ""),
                how="logo_churn",
            )
        )
    return figures


def _late(found: Overview, currency: str, asked: Asked) -> list[Figure]:
    debts = [each.debt for each in found.of(currency) if each.debt is not None]
    owed, late = sum(each.owed for each in debts), sum(each.overdue for each in debts)
    old = sum(each.by_age[Age.OLDER] for each in debts)
    if not owed:
        return []
    hint = _(
        "%(late)s late, %(old)s over 90 days",
        late=rounded_said(late, currency, asked.locale),
        old=rounded_said(old, currency, asked.locale),
    )
    return [
        Figure(
            _("Owed"), money(owed, currency, report="debt", what="open", day=asked.until), hint=hint, tone="red" if old else "", how="aged"
        )
    ]


def _sales(session: Session, asked: Asked) -> tuple[list[Figure], list[Section]]:
    """Of the opportunities that were opened in the months; nothing of none."""
    found = how_far(session, asked.first.first, asked.until, Wanted(location_id=asked.location_id), by=asked.by)
    if not found.opened:
        return [], []
    figure = Figure(
        _("Opportunities won"),
        percent(found.won, found.opened, **behind(asked, became=Stage.WON.value)),
        hint=", ".join((_("%(sold)s of %(all)s", sold=found.won, all=found.opened), months_said(asked))),
        how="funnel",
    )
    return [figure], [funnel(found.reached, asked)]


def _rooms(own: list[RoomUse], asked: Asked, found: Overview) -> list[Figure]:
    """How much of their peak hours was booked, and what bookings cost."""
    booked, there = sum(each.booked_time.peak for each in own), sum(each.open_time.peak for each in own)
    hint = months_said(asked)
    figures = []
    if there:
        hours = percent_of_time(booked, there, report="rooms", what="hours", part="peak")
        figures.append(Figure(_("Peak hours of rooms booked"), hours, hint=hint, how="peak"))
    for currency in sorted({each.currency for each in own if each.cents}, key=found.rank):
        cents = sum(each.cents for each in own if each.currency == currency)
        figures.append(Figure(_("Revenue of rooms"), money(cents, currency, report="rooms", what="costs"), hint=hint, how="room_revenue"))
    return figures


def _places(found: Overview, asked: Asked, figures: list[Figure]) -> Section:
    """Every location beside the others; here is said as well how the figures above are counted."""
    by, tells_currency = asked.by, _tells_currency(found, asked)
    best = max(found.places, key=lambda each: share(*_all(each)) or 0)
    title = _fullest(best, alone=len(found.places) == 1)
    columns = [Column(_("Location")), Column(_("Desks sold"), Kind.SHARE), Column(_("Offices sold"), Kind.SHARE)]
    columns += [Column(_("Currency"), Kind.CURRENCY)] if tells_currency else []
    columns += [Column(_("MRR"), Kind.MONEY)] if by.may(Permission.REVENUE_READ) else []
    columns += [Column(_("Owed"), Kind.MONEY), Column(_("Of it late"), Kind.SHARE)] if by.may(Permission.DEBTOR_READ) else []
    chart = {
        "kind": "bars",
        "names": [each.name for each in found.places],
        "values": [(share(*_all(each)) or 0) / 10 for each in found.places],
        "texts": [written(share(*_all(each)), Kind.SHARE, "", asked.locale) for each in found.places],
    }
    return Section(
        "places",
        title,
        columns,
        [_row(each, asked, tells_currency=tells_currency) for each in found.places],
        chart,
        _("How much of each location is sold; the table below has the numbers."),
        tuple(dict.fromkeys(("desks", "offices", "mrr", "aged", *(each.how for each in figures if each.how)))),
    )


def _fullest(best: PlaceNumbers, *, alone: bool) -> str:
    sold = share(*_all(best))
    if sold is None:
        return _("Locations")
    if alone:
        return _("%(share)s %% of all places are sold", share=sold // 10)
    return _("%(place)s is fullest: %(share)s %% of its places are sold", place=best.name, share=sold // 10)


def _tells_currency(found: Overview, asked: Asked) -> bool:
    """Where amounts of several stand below each other."""
    return len(found.currencies) > 1 and (asked.by.may(Permission.REVENUE_READ) or asked.by.may(Permission.DEBTOR_READ))


def _row(of: PlaceNumbers, asked: Asked, *, tells_currency: bool) -> list[Cell]:
    at = {"report": "occupancy", "day": asked.until, "location": of.id}
    row = [text(of.name), percent(*of.desks, **at, what="desks"), percent(*of.offices, **at, what="offices")]
    row += [Cell(of.currency, Kind.CURRENCY)] if tells_currency else []
    if asked.by.may(Permission.REVENUE_READ):
        row.append(money(of.revenue, of.currency, report="revenue", what="customers", month=asked.last, location=of.id))
    if asked.by.may(Permission.DEBTOR_READ):
        owed, late = (of.debt.owed, of.debt.overdue) if of.debt is not None else (0, 0)
        row += [
            money(owed, of.currency, report="debt", what="open", day=asked.until, location=of.id),
            percent_of_money(late, owed, of.currency, report="debt", what="open", day=asked.until, location=of.id, age=LATE),
        ]
    return row


def _all(of: PlaceNumbers) -> tuple[int, int]:
    return of.desks[0] + of.offices[0], of.desks[1] + of.offices[1]


OVERVIEW = Definition("overview", Permission.LOCATION_READ, lambda: _("Overview"), build)
