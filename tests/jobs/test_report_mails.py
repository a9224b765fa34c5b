"""Reports by mail: once a slot, with the figures in the text and the tables attached, by the rights of the moment."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.access.actor import SYSTEM, Actor
from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER, ROLES
from app.actions.report_subscriptions.send_due import send_due_reports
from app.actions.report_subscriptions.stop import stop_report
from app.actions.report_subscriptions.subscribe import subscribe_to_report
from app.actions.revenue.work_out import work_out_revenue
from app.core.errors import FoyerError
from app.models import Delivery, ReportSubscription
from jobs.mail import deliver
from jobs.reports import NEEDS
from tests.make import Make
from tests.world import World

MONDAY = dt.datetime(2026, 6, 15, 7, tzinfo=dt.UTC)


def actor(user: Any, role: str, *places: Any) -> Actor:
    return Actor(id=user.id, name=str(user), permissions=ROLES[role], location_ids=frozenset(each.id for each in places) or None)


def subscribed(
    session: Session, user: Any, by: Actor, report: str = "revenue", rhythm: str = "weekly", place: Any = None
) -> ReportSubscription:
    row = subscribe_to_report(report, rhythm, location_id=place.id if place is not None else None, needs=NEEDS, by=by)
    session.execute(text("UPDATE report_subscription SET created_at = '2026-05-01'"))
    session.commit()
    return row


def test_a_report_comes_once_a_week_with_its_figures_and_tables(make: Make, session: Session, world: World) -> None:
    place = make.location(name="Kloof")
    user = make.user(FINANCE, location_id=place.id)
    with time_machine.travel(MONDAY, tick=False):
        make.license(make.organisation(place, name="Acme"), make.membership(place, primary=100_000), starts_on=dt.date(2026, 4, 1))
        work_out_revenue(place.id, by=SYSTEM)
        subscribed(session, user, actor(user, FINANCE), place=place)
        assert (send_due_reports(NEEDS), send_due_reports(NEEDS)) == (1, 0)
    with time_machine.travel(MONDAY + dt.timedelta(days=6), tick=False):
        assert send_due_reports(NEEDS) == 0
    with time_machine.travel(MONDAY + dt.timedelta(days=7), tick=False):
        assert send_due_reports(NEEDS) == 1
        for number in session.scalars(select(Delivery.id).order_by(Delivery.id)).all():
            deliver(number)
    told = world.letters()
    assert [each["subject"] for each in told] == ["Revenue, Jun 2026: Kloof"] * 2
    written = told[0]["text"].replace("\N{NO-BREAK SPACE}", " ")
    assert "Monthly recurring revenue: R 1 000.00" in written and "/reports/mails/" in written
    assert "revenue-mrr-ZAR.csv" in [each["name"] for each in told[0]["files"]]


def test_the_link_of_a_mail_shows_what_the_mail_told_wherever_the_switch_stands(
    make: Make, session: Session, world: World, login: Any
) -> None:
    """Of all locations, while its reader's switch stands on one; a link of one location leads to that one."""
    here, there = make.location(name="Kloof"), make.location(name="Nile")
    user = make.user(FINANCE)
    with time_machine.travel(MONDAY, tick=False):
        for place in (here, there):
            make.license(make.organisation(place), make.membership(place, primary=100_000), starts_on=dt.date(2026, 4, 1))
            work_out_revenue(place.id, by=SYSTEM)
        subscribed(session, user, actor(user, FINANCE))
        subscribed(session, user, actor(user, FINANCE), place=there)
        assert send_due_reports(NEEDS) == 2
        for number in session.scalars(select(Delivery.id).order_by(Delivery.id)).all():
            deliver(number)
        links = [re.findall(r"http\S+?(/reports/revenue/\S+)", each["text"])[0] for each in world.letters()]
        browser = login(FINANCE)
        with browser.session_transaction() as kept:
            kept["location_id"] = here.id
        sums = [re.findall(r'data-sum="(\d+)"', browser.get(link).get_data(as_text=True))[0] for link in links]
        assert sums == ["200000", "100000"], links
        page = browser.get(links[0]).get_data(as_text=True)
        assert page.count("location=all") > 4, "its lists, files and other periods too"
        assert 'data-sum="200000"' in browser.get(
            html.unescape(re.findall(r'href="(/reports/revenue/list[^"]+)" data-sum="200000"', page)[0])
        ).get_data(as_text=True)


def test_who_lost_the_right_the_place_or_the_wish_gets_none(make: Make, session: Session, world: World) -> None:
    here, there = make.location(), make.location()
    one, two, three = make.user(FINANCE), make.user(LOCATION_MANAGER, locations=[here]), make.user(FINANCE)
    with time_machine.travel(MONDAY, tick=False):
        subscribed(session, one, actor(one, FINANCE))
        subscribed(session, two, actor(two, LOCATION_MANAGER, here), place=here)
        last = subscribed(session, three, actor(three, FINANCE), "debt", "monthly")
        assert send_due_reports(NEEDS) == 3
        session.execute(
            text("UPDATE ab_user_role SET role_id = (SELECT id FROM ab_role WHERE name = :name) WHERE user_id = :id"),
            {"name": FRONT_DESK, "id": one.id},
        )
        session.execute(text("UPDATE user_location SET location_id = :there WHERE user_id = :id"), {"there": there.id, "id": two.id})
        session.commit()
        stop_report(last.id, by=actor(three, FINANCE))
        for number in session.scalars(select(Delivery.id)).all():
            deliver(number)
        assert world.vendors.mails() == []
        assert set(session.scalars(select(Delivery.reason))) == {
            "The person may not see this report any more.",
            "The subscription was ended before the mail went.",
        }
    with time_machine.travel(MONDAY + dt.timedelta(days=7), tick=False):
        assert send_due_reports(NEEDS) == 0


def test_nobody_subscribes_to_what_they_may_not_see_or_ends_what_is_anothers(make: Make, session: Session) -> None:
    here, there = make.location(), make.location()
    desk, manager = make.user(FRONT_DESK), make.user(LOCATION_MANAGER, locations=[here])
    for wrong in (
        {"report": "revenue", "rhythm": "weekly"},
        {"report": "rooms", "rhythm": "daily"},
        {"report": "salaries", "rhythm": "weekly"},
    ):
        with pytest.raises(FoyerError):
            subscribe_to_report(**wrong, location_id=None, needs=NEEDS, by=actor(desk, FRONT_DESK))
    with pytest.raises(FoyerError):
        subscribe_to_report("revenue", "weekly", location_id=there.id, needs=NEEDS, by=actor(manager, LOCATION_MANAGER, here))
    own = subscribed(session, manager, actor(manager, LOCATION_MANAGER, here), place=here)
    assert (
        subscribe_to_report("revenue", "weekly", location_id=here.id, needs=NEEDS, by=actor(manager, LOCATION_MANAGER, here)).id == own.id
    )
    with pytest.raises(FoyerError):
        stop_report(own.id, by=actor(desk, FRONT_DESK))


def test_sales_and_presence_come_by_mail_and_their_links_show_the_same(make: Make, session: Session, world: World, login: Any) -> None:
    place = make.location(name="Kloof")
    user = make.user(LOCATION_MANAGER, locations=[place])
    by = actor(user, LOCATION_MANAGER, place)
    with time_machine.travel(MONDAY - dt.timedelta(days=40), tick=False):
        for stage in ("visited", "new"):
            make.opportunity(make.lead(place), stage=stage)
        make.check_in(make.user("Member", location_id=place.id), place)
    with time_machine.travel(MONDAY, tick=False):
        for report in ("sales", "presence"):
            subscribed(session, user, by, report=report, place=place)
        assert send_due_reports(NEEDS) == 2
        for number in session.scalars(select(Delivery.id).order_by(Delivery.id)).all():
            deliver(number)
        told = {each["subject"].split(",")[0]: each for each in world.letters()}
        browser = login(LOCATION_MANAGER, locations=[place])
        for title, finding, table in (
            ("Sales", "0 of 2 opportunities were won (0 %), 0 were abandoned.", "sales-reached.csv"),
            ("Presence", "1 came on an average day", "presence-months.csv"),
        ):
            mail = told[title]
            assert finding in mail["text"].replace("\N{NO-BREAK SPACE}", " ") and table in [each["name"] for each in mail["files"]]
            link = re.search(rf"https?://[^/]+(/reports/{title.lower()}/\S+)", mail["text"])
            assert link is not None and finding in browser.get(html.unescape(link[1])).get_data(as_text=True).replace(
                "\N{NO-BREAK SPACE}", " "
            )
