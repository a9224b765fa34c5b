"""Samples of what staff are told: tasks, the bell, reports, and how Foyer and its connections are."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from app.core.month import Month
from app.queries.health.told import HealthTold
from app.queries.tasks.digest import DueTask, TaskDigest
from app.rendering import account_mail
from app.rendering.mail import MailContent
from app.rendering.mail_samples.written import COMPANY, FIRST_NAME, PERSON, Sample, Written
from app.rendering.report_mail import ReportTold, report_mail
from app.rendering.reports.shape import Cell, Column, Figure, Kind, Report, Section

TABLE = Section(
    "customers",
    "Customers",
    [Column("Month", Kind.MONTH), Column("New", Kind.COUNT)],
    [[Cell(Month(2026, 6), Kind.MONTH), Cell(2, Kind.COUNT)]],
)


def _digest(by: Written) -> TaskDigest:
    place = by.sender.location_name
    late = DueTask("Call back and hear what they need", f"{PERSON}, {COMPANY}", place, dt.date(2026, 6, 12))
    return TaskDigest((late,), (DueTask("Show them around", "Jan de Vries", place, dt.date(2026, 6, 17)),))


def _health(is_well: bool) -> Sample:
    def written(by: Written) -> MailContent:
        told = HealthTold(by.at(16, 6), by.at(16, 8), ((by.at(16, 6), "1 job is parked."),))
        return account_mail.health_mail(by.sender, told, is_well=is_well, link=f"{by.house}/health/")

    return written


def _report(place: bool) -> Sample:
    def written(by: Written) -> MailContent:
        figure = Figure("Monthly recurring revenue", Cell(1_234_567, Kind.MONEY, by.currency))
        told = ReportTold("Revenue", by.sender.location_name, Month(2026, 6), Report(["7 customers in June."], [figure], [TABLE]))
        return report_mail(
            by.sender, told if place else replace(told, place=""), link=f"{by.house}/reports/revenue/", stop=f"{by.house}/reports/mails/"
        )

    return written


HOUSE: dict[str, dict[str, Sample]] = {
    "task_digest": {"": lambda by: account_mail.task_digest_mail(by.sender, _digest(by), name=FIRST_NAME, link=f"{by.house}/my-day/")},
    "bell_digest": {
        "": lambda by: account_mail.bell_digest_mail(
            by.sender, [f"{PERSON} mentioned you on {COMPANY}"], name=FIRST_NAME, link=f"{by.house}/notifications/"
        )
    },
    "report": {"place": _report(True), "everywhere": _report(False)},
    "xero_lost": {"": lambda by: account_mail.xero_lost_mail(by.sender, companies=by.sender.seller.name, link=f"{by.house}/xero/")},
    "mail_arrives": {"": lambda by: account_mail.mail_arrives_mail(by.sender, name=FIRST_NAME, link=f"{by.house}/set-up/mail")},
    "health_red": {"": _health(False)},
    "health_well": {"": _health(True)},
}
