"""What is asked of the network: each page through the whole web application, by a network administrator and by a manager of one location."""

from __future__ import annotations

import gc
import html
import re
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any, NamedTuple
from urllib.parse import quote

from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import create_app
from app.cli.admin import admitted
from app.core import clock
from app.core.entity import db
from app.core.month import Month
from app.models import Invoice, InvoiceRun, KeptReport, Organisation
from app.web.fence import MOST_COUNTED, Fence
from benchmarks.fresh import peak_mb
from benchmarks.lists import form_token, signed_in
from benchmarks.scaled.rows import MONTHS, ZONE
from benchmarks.search import limited, sign_in
from config import Settings
from jobs.reports import work_out

LIST, SEARCH, DASHBOARD, PREVIEW = 300, 100, 1_000, 3_000  # ms, of which nineteen of twenty answers stay below
PATIENCE, FEW = 5.0, 5  # seconds for one measure, and answers that are waited for even then; of what takes minutes one is
HERE = 1  # the location that the manager has
ADMINISTRATOR, MANAGER, PROGRAM = "administrator", "manager", "program"  # who asks; the program may do what the administrator may

WORDS = {
    "common": ("legal", "media", "kalo"),
    "rare": ("taruqua studio", "neso botha", "ORG-0000777", "p1500@example.com", "xyzzyq"),
    "two_letters": ("ka", "go", "an", "s0"),
}
QUICK = ("legal", "kalomi", "xyzzyq")
REPORTS = ("overview", "occupancy", "revenue", "churn", "debt", "rooms", "credits", "next-months")
DEEP = MOST_COUNTED // Fence.page_size

LEFT_OUT = "makes no sense and was left out"


class Given(NamedTuple):
    """What addresses are made of: a run of `this` month, an organisation and an invoice of the location."""

    run: int
    organisation: int
    invoice: int
    this: Month


ANY = Given(0, 0, 0, Month(2026, 6))


@dataclass(frozen=True)
class Asked:
    """`pages` are asked for in turn. A `post` is sent with the token of a form."""

    pages: tuple[str, ...]
    target: int
    by: str = ADMINISTRATOR
    post: bool = False


def asked(given: Given) -> dict[str, Asked]:
    """By name. Both look at the same pages, each at their own depth."""
    made: dict[str, Asked] = {}
    reports = {f"report_{each}": f"/reports/{each}/?from={given.this.plus(-MONTHS)}&to={given.this}" for each in REPORTS}
    for by, name in ((ADMINISTRATOR, "{}"), (MANAGER, "here_{}")):
        made |= {name.format(each): Asked(pages, LIST, by) for each, pages in _lists(given).items()}
        made |= {
            name.format(f"search_{kind}"): Asked(tuple(f"/search/hits?q={quote(word)}" for word in words), SEARCH, by)
            for kind, words in WORDS.items()
        }
        made |= {name.format(each): Asked((page,), DASHBOARD, by) for each, page in {"home": "/", **reports}.items()}
    made["api"] = Asked(tuple(f"/api/v1/{each}/?q=(page_size:100)" for each in ("organisation", "invoice", "license")), LIST, by=PROGRAM)
    made["health"] = Asked(("/health/",), DASHBOARD)
    made["run"] = Asked((f"/runs/{given.run}",), LIST)
    made["preview"] = Asked((f"/runs/{given.run}/again",), PREVIEW, post=True)
    return made


def _lists(given: Given) -> dict[str, tuple[str, ...]]:
    """`quick` is the one box above a list, `deep` the last page to which a long list links."""
    this = given.this
    return {
        "organisations": ("/organisations/list/",),
        "organisations_sorted": (
            "/organisations/list/?_oc_OrganisationView=code&_od_OrganisationView=desc",
            "/organisations/list/?_oc_OrganisationView=status",
        ),
        "organisations_filtered": ("/organisations/list/?_flt_0_status=prospect", "/organisations/list/?_flt_0_status=active"),
        "organisations_quick": tuple(f"/organisations/list/?_flt_2_name={word}" for word in QUICK),
        "organisations_deep": (f"/organisations/list/?page_OrganisationView={DEEP}",),
        "invoices": ("/invoices/list/",),
        "invoices_sorted": (
            "/invoices/list/?_oc_InvoiceView=total_cents&_od_InvoiceView=desc",
            "/invoices/list/?_oc_InvoiceView=due_on",
            "/invoices/list/?_oc_InvoiceView=number",
        ),
        "invoices_filtered": (
            f"/invoices/list/?_flt_0_month={this.previous}",
            "/invoices/list/?_flt_0_status=sent",
            f"/invoices/list/?_flt_4_due_on={this.first}",
        ),
        "invoices_quick": tuple(f"/invoices/list/?_flt_10_number={word}" for word in (*QUICK, "S0001-00077")),
        "invoices_deep": (f"/invoices/list/?page_InvoiceView={DEEP}",),
        "licenses": ("/licenses/list/",),
        "licenses_sorted": ("/licenses/list/?_oc_LicenseView=code", "/licenses/list/?_oc_LicenseView=ends_on"),
        "licenses_filtered": (f"/licenses/list/?_flt_4_starts_on={this.first}", f"/licenses/list/?_flt_1_ends_on={this.first}"),
        "licenses_quick": tuple(f"/licenses/list/?_flt_10_code={word}" for word in (*QUICK, "LIC-1777")),
        "licenses_deep": (f"/licenses/list/?page_LicenseView={DEEP}",),
        "members": ("/members/list/",),
        "members_quick": tuple(f"/members/list/?_flt_10_last_name={word}" for word in (*QUICK, "p1500@")),
        "payments": ("/payments/list/",),
        "bookings": ("/bookings/list/",),
        "leads": ("/leads/list/",),
        "runs": ("/runs/",),
        "debtors": ("/debtors/", "/debtors/?page=3", "/debtors/?q=legal"),
        "organisation": (f"/organisations/show/{given.organisation}",),
        "invoice": (f"/invoices/show/{given.invoice}",),
    }


def measured(settings: Settings, requests: int, only: str) -> dict[str, Any]:
    """The quickest, p50 and p95 in ms of each measure whose name has the pattern `only`, how often it was asked for, the size of the answer, and the memory that the process had used at most by then."""
    app = create_app(settings, sync=True)
    browsers = {ADMINISTRATOR: signed_in(app), MANAGER: app.test_client(), PROGRAM: app.test_client()}
    with app.app_context():
        manager, password = limited(HERE), admitted(PROGRAM, "program@localhost")
        given = _given()
    sign_in(browsers[MANAGER], *manager)
    token = (
        browsers[PROGRAM]
        .post("/api/v1/security/login", json={"username": PROGRAM, "password": password, "provider": "db"})
        .get_json()["access_token"]
    )
    browsers[PROGRAM].environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    gc.collect()
    gc.freeze()  # as `run.py web` does
    found: dict[str, Any] = {}
    told = {f"{here}report_{each}" for each in REPORTS for here in ("", "here_")} | {"home", "here_home"}
    for name, each in asked(given).items():
        if re.search(only, name):
            at_once = _worked_out(app, browsers[each.by], each.pages[0]) if name in told else None
            taken = list(_taken(browsers[each.by], each, requests))
            found[name] = ({"at_once": at_once} if at_once is not None else {}) | {
                "best": round(min(taken), 1),
                "p50": _quantile(taken, 50),
                "p95": _quantile(taken, 95),
                "times": len(taken),
                "peak_mb": round(peak_mb()),
            }
    return found


def _given() -> Given:
    """Of the network that is there; this month's run is begun."""
    session, this = db.session(), Month.of(clock.today(ZONE))
    run = session.scalars(select(InvoiceRun).where(InvoiceRun.location_id == HERE, InvoiceRun.month == this)).one_or_none()
    if run is None:
        run = InvoiceRun(location_id=HERE, month=this, cut_off=this.last)
        session.add(run)
        session.flush()
    organisation = session.scalars(
        select(func.max(Organisation.id)).where(Organisation.location_id == HERE, Organisation.status == "active")
    ).one()
    invoice = session.scalars(select(func.max(Invoice.id)).where(Invoice.organisation_id == organisation)).one()
    given = Given(run.id, organisation, invoice, this)
    session.commit()
    return given


def _worked_out(app: Any, browser: FlaskClient, page: str) -> dict[str, int] | None:
    """A report that says that it is being worked out: as its page does it, and then by the job. Milliseconds of that first answer, and of the job; None for what is told at once."""
    browser.get(page)  # fills caches
    began = time.perf_counter()
    answer = browser.get(page).text
    took = time.perf_counter() - began
    wanted = re.search(
        r'hx-post="([^"]+)" hx-trigger="load" hx-swap="outerHTML" hx-target="this" hx-vals=\'{"csrf_token": "([^"]+)"}', answer
    )
    if wanted is None:
        return None
    browser.post(html.unescape(wanted[1]), data={"csrf_token": wanted[2]})
    with app.app_context():
        row = db.session.scalars(
            select(KeptReport).where(KeptReport.wanted_at.is_not(None)).order_by(KeptReport.asked_at.desc()).limit(1)
        ).one()
        work_out(row.id)
        db.session.refresh(row)
        assert row.worked_out_at is not None, row.reason
        return {"answer": round(took * 1000), "job": row.took_ms or 0}


def _taken(browser: FlaskClient, each: Asked, requests: int) -> Iterator[float]:
    """Milliseconds of each answer but the first of each page, which fills caches."""
    token = browser.get("/profile/").text if each.post else ""
    send: Callable[[str], Any] = browser.get
    if each.post:
        form = {"csrf_token": form_token(token)}

        def send(page: str) -> Any:
            return browser.post(page, data=form)

    began, expected = time.perf_counter(), 302 if each.post else 200
    for number, page in zip(range(requests + len(each.pages)), cycle(each.pages), strict=False):
        asked_at = time.perf_counter()
        answer = send(page)
        took = time.perf_counter() - asked_at
        assert answer.status_code == expected, f"{page}: {answer.status_code}"
        assert LEFT_OUT not in answer.text, f"{page}: a filter that is none"
        if number >= len(each.pages):
            yield took * 1000
        enough = len(each.pages) + (FEW - 1 if time.perf_counter() - began < 4 * PATIENCE else 0)
        if number >= enough and time.perf_counter() - began > PATIENCE:
            return


def _quantile(taken: list[float], percent: int) -> float:
    found = statistics.quantiles(taken, n=100, method="inclusive")[percent - 1] if len(taken) > 1 else taken[0]
    return round(found, 1)
