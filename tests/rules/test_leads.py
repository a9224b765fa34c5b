"""Spam prevention by its worked examples, and each rule of S1 to S9 at its edges; heat (C2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from app.rules.lead_captcha import CaptchaAnswer, Verdict, judge_captcha
from app.rules.lead_contact import email_key, phone_is_possible, phone_key
from app.rules.lead_content import Enquiry, Sign, content_points, link_count, signs_of, text_hash
from app.rules.lead_form_token import TokenState, read_form_token, sign_form
from app.rules.lead_heat import Heat, Warming, cooled, warmed
from app.rules.lead_limits import Came, Limit, limit_of
from app.rules.lead_matching import Asking, OpenLead, confirms, open_lead_of
from app.rules.lead_thresholds import suggested_threshold
from app.rules.lead_turns import Seller, next_seller
from app.rules.lead_verdict import Fate, fate_of

NOW = dt.datetime(2026, 11, 28, 12, 0, tzinfo=dt.UTC)
PLAIN = Enquiry(name="Thandi Nkosi", message="Do you have a desk for two of us from January?", phone="082 555 0101", country="ZA")
KEY = b"k" * 32


def scored(score: str) -> Verdict:
    answer = CaptchaAnswer(True, "site.example", NOW - dt.timedelta(seconds=5), Decimal(score), "lead")
    return judge_captcha(answer, scored=True, hostnames={"site.example"}, came_at=NOW, asked_at=NOW)


def linked(count: int, *, markup: bool = False) -> str:
    return (
        "We would like to see the room. "
        + " ".join(f"https://a{n}.example" for n in range(count))
        + (" <a href='x'>here</a>" if markup else "")
    )


@pytest.mark.parametrize(
    ("score", "enquiry", "fate"),
    [
        pytest.param("0.9", replace(PLAIN, message=linked(1)), Fate.LEAD, id="a"),
        pytest.param("0.4", PLAIN, Fate.QUARANTINE, id="b"),
        pytest.param("0.7", replace(PLAIN, message=linked(4), domain_is_bad=True), Fate.QUARANTINE, id="c"),
        pytest.param("0.8", replace(PLAIN, message=linked(5, markup=True), seen_before=True), Fate.DROPPED, id="d"),
    ],
)
def test_worked_examples_of_the_score(score: str, enquiry: Enquiry, fate: Fate) -> None:
    assert fate_of(content_points(signs_of(enquiry)), scored(score)) is fate


def test_worked_example_e_continues_the_open_lead() -> None:
    lead = OpenLead(7, "thandi@nkosi.example", None, NOW - dt.timedelta(days=30))
    assert open_lead_of(Asking(email_key(" Thandi@Nkosi.example"), None), [lead], now=NOW) is lead
    assert open_lead_of(Asking("thandi@nkosi.example", None), [lead], now=NOW + dt.timedelta(seconds=1)) is None


def test_worked_example_f_no_answer_is_the_quarantine_whatever_the_points_below_a_drop() -> None:
    verdict = judge_captcha(None, scored=True, hostnames={"site.example"}, came_at=NOW, asked_at=NOW)
    assert verdict is Verdict.UNVERIFIED
    assert [fate_of(points, verdict) for points in (0, 7, 8)] == [Fate.QUARANTINE, Fate.QUARANTINE, Fate.DROPPED]


def test_worked_example_g_the_sixth_within_an_hour_is_stopped() -> None:
    assert [limit_of(Came(from_address_hour=before)) for before in (4, 5)] == [Limit.WITHIN, Limit.STOP]


def test_limits_stop_one_sender_and_a_flood_stops_nobody() -> None:
    assert [limit_of(Came(from_address_day=before)) for before in (19, 20)] == [Limit.WITHIN, Limit.STOP]
    assert [limit_of(Came(from_email_day=before)) for before in (2, 3)] == [Limit.WITHIN, Limit.STOP]
    assert [limit_of(Came(on_form_hour=before)) for before in (59, 60)] == [Limit.WITHIN, Limit.FLOODED]
    assert fate_of(0, Verdict.PASSED, form_is_flooded=True) is Fate.QUARANTINE


@pytest.mark.parametrize(
    ("score", "verdict"), [("0.5", Verdict.PASSED), ("0.49", Verdict.DOUBTFUL), ("0.3", Verdict.DOUBTFUL), ("0.29", Verdict.FAILED)]
)
def test_scores_at_their_edges(score: str, verdict: Verdict) -> None:
    assert scored(score) is verdict


@pytest.mark.parametrize(
    "wrong",
    [
        {"success": False, "errors": frozenset({"timeout-or-duplicate"})},
        {"hostname": "testkey.google.com"},
        {"action": "login"},
        {"score": None},
        {"solved_at": NOW - dt.timedelta(seconds=121)},
        {"solved_at": NOW + dt.timedelta(seconds=31)},
        {"solved_at": None},
    ],
)
def test_a_good_score_for_another_site_form_or_hour_is_refused(wrong: dict[str, object]) -> None:
    answer = CaptchaAnswer(True, "site.example", NOW, Decimal("0.9"), "lead")
    refused = judge_captcha(replace(answer, **wrong), scored=True, hostnames={"site.example"}, came_at=NOW, asked_at=NOW)  # type: ignore[arg-type]
    assert refused is Verdict.REFUSED
    assert fate_of(0, refused) is Fate.QUARANTINE


def test_our_own_delay_is_not_held_against_the_visitor() -> None:
    late = NOW + dt.timedelta(minutes=10)
    good = CaptchaAnswer(True, "site.example", NOW - dt.timedelta(seconds=120), Decimal("0.9"), "lead")
    worn_out = CaptchaAnswer(False, errors=frozenset({"timeout-or-duplicate"}))
    made_up = CaptchaAnswer(False, errors=frozenset({"invalid-input-response"}))

    def judged(answer: CaptchaAnswer, asked_at: dt.datetime) -> Verdict:
        return judge_captcha(answer, scored=True, hostnames={"site.example"}, came_at=NOW, asked_at=asked_at)

    assert judged(good, late) is Verdict.PASSED, "its age is that of when the form was sent"
    assert [judged(worn_out, NOW + dt.timedelta(seconds=seconds)) for seconds in (120, 121)] == [Verdict.REFUSED, Verdict.UNVERIFIED]
    assert judged(made_up, late) is Verdict.REFUSED


def test_a_wrong_secret_is_our_fault_and_v2_needs_no_score() -> None:
    ours = CaptchaAnswer(False, errors=frozenset({"invalid-input-secret"}))
    assert judge_captcha(ours, scored=True, hostnames={"site.example"}, came_at=NOW, asked_at=NOW) is Verdict.UNVERIFIED
    ticked = CaptchaAnswer(True, "site.example", NOW)
    assert judge_captcha(ticked, scored=False, hostnames={"site.example"}, came_at=NOW, asked_at=NOW) is Verdict.PASSED


@pytest.mark.parametrize(
    ("change", "signs"),
    [
        ({}, ()),
        ({"message": ""}, ()),
        ({"message": linked(2)}, ()),
        ({"message": linked(3)}, (Sign.LINKS,)),
        ({"message": "Write to <thandi@nkosi.example> [sic], if a < b and b > c"}, ()),
        ({"message": "Cheap [url=x]pills[/url] for everybody here"}, (Sign.MARKUP,)),
        ({"message": "thandi  NKOSI"}, (Sign.NOT_WORDS,)),
        ({"message": "ab12$"}, ()),
        ({"message": "ab123$"}, (Sign.NOT_WORDS,)),
        ({"message": "क्या आपके पास जगह है"}, ()),
        ({"phone": "082 555"}, (Sign.PHONE,)),
        ({"phone": ""}, ()),
    ],
)
def test_signs_of_spam_and_what_is_none(change: dict[str, str], signs: tuple[Sign, ...]) -> None:
    assert signs_of(replace(PLAIN, **change)) == signs  # type: ignore[arg-type]


def test_a_link_counts_once_and_a_text_is_the_same_in_any_spacing() -> None:
    assert link_count("https://www.a.example www.b.example http://c.example") == 3
    assert text_hash("Buy  NOW\n") == text_hash("buy now") != text_hash("buy later")
    assert text_hash(" \n") is None


def test_a_rescued_sender_is_trusted_but_not_in_a_flood() -> None:
    assert fate_of(9, Verdict.FAILED, sender_is_trusted=True) is Fate.LEAD
    assert fate_of(9, Verdict.REFUSED, sender_is_trusted=True, form_is_flooded=True) is Fate.QUARANTINE


@pytest.mark.parametrize(
    ("after", "state"),
    [(1, TokenState.TOO_SOON), (2, TokenState.VALID), (86400, TokenState.VALID), (86401, TokenState.EXPIRED), (-60, TokenState.TOO_SOON)],
)
def test_a_form_is_posted_between_two_seconds_and_a_day(after: int, state: TokenState) -> None:
    token = sign_form("cape-town", shown_at=NOW, key=KEY)
    assert read_form_token(token, "cape-town", now=NOW + dt.timedelta(seconds=after), key=KEY) is state


def test_a_token_of_another_form_key_or_second_is_forged() -> None:
    token = sign_form("cape-town", shown_at=NOW, key=KEY)
    later = NOW + dt.timedelta(minutes=1)
    seconds, seal = token.split(".")
    for form, text, key in [
        ("durban", token, KEY),
        ("cape-town", token, b"x" * 32),
        ("cape-town", f"{int(seconds) + 1}.{seal}", KEY),
        ("cape-town", "", KEY),
        ("cape-town", "٣." + seal, KEY),
        ("cape-town", token + "\n", KEY),
    ]:
        assert read_form_token(text, form, now=later, key=key) is TokenState.FORGED


def test_one_phone_however_it_is_written() -> None:
    written = ["082 555 0101", "+27 82 555 0101", "0027825550101", "+27 (0)82-555-0101", "(082) 555 0101"]
    assert {phone_key(phone, "ZA") for phone in written} == {"+27825550101"}
    assert phone_key("call me", "ZA") is None
    assert phone_key("012345", "XX") == "012345"


@pytest.mark.parametrize(
    ("phone", "possible"),
    [
        ("082 555 0101", True),
        ("082 555 01011", False),
        ("+1 212 555 0101", True),
        ("+44 20 7946 0000", True),
        ("+99 1", False),
        ("none", False),
        ("", True),
    ],
)
def test_numbers_that_can_exist(phone: str, possible: bool) -> None:
    assert phone_is_possible(phone, "ZA") is possible


def test_the_address_says_more_than_the_phone() -> None:
    switchboard = OpenLead(1, "a@firm.example", "+27215550101", NOW)
    own = OpenLead(2, "b@firm.example", "+27215550101", NOW - dt.timedelta(days=9))
    assert open_lead_of(Asking("b@firm.example", "+27215550101"), [switchboard, own], now=NOW) is own
    assert open_lead_of(Asking("c@firm.example", "+27215550101"), [switchboard, own], now=NOW) is switchboard
    assert open_lead_of(Asking(None, None), [OpenLead(3, None, None, NOW)], now=NOW) is None


@pytest.mark.parametrize(
    ("asking", "is_same"),
    [
        pytest.param(Asking("sipho@firm.example", "+27215550101", "Sipho Dube"), False, id="a colleague with an address of his own"),
        pytest.param(Asking("thandi@home.example", "+27215550101", "T. Nkosi"), True, id="the same name at another address"),
        pytest.param(Asking("thandi@home.example", "+27215550101", "Nkosi, Thandie"), True, id="nearly the same name"),
        pytest.param(Asking(None, "+27215550101", "Sipho Dube"), True, id="who gives no address is known by the phone alone"),
        pytest.param(Asking("sipho@firm.example", "+27215550101", ""), True, id="who gives no name as well"),
        pytest.param(Asking("sipho@firm.example", "+27215550102", "Thandi Nkosi"), False, id="another phone"),
    ],
)
def test_a_phone_is_one_person_unless_two_share_it(asking: Asking, *, is_same: bool) -> None:
    lead = OpenLead(1, "thandi@firm.example", "+27215550101", NOW, "Thandi Nkosi")
    assert (open_lead_of(asking, [lead], now=NOW) is lead) is is_same


def test_one_confirmation_a_day() -> None:
    assert confirms(None, now=NOW)
    assert not confirms(NOW - dt.timedelta(hours=24, seconds=-1), now=NOW)
    assert confirms(NOW - dt.timedelta(hours=24), now=NOW)


def test_what_people_do_warms_and_silence_cools_one_step() -> None:
    assert warmed(Heat.COLD, Warming.WROTE_AGAIN) is warmed(Heat.COLD, Warming.VISITED) is Heat.MILD
    assert warmed(Heat.HOT, Warming.REPLIED) is warmed(Heat.COLD, Warming.OPENED_PROPOSAL) is Heat.HOT
    quiet = NOW - dt.timedelta(days=14)
    assert [cooled(heat, quiet_since=quiet, now=NOW) for heat in (Heat.HOT, Heat.MILD, Heat.COLD)] == [Heat.MILD, Heat.COLD, Heat.COLD]
    assert cooled(Heat.HOT, quiet_since=quiet + dt.timedelta(seconds=1), now=NOW) is Heat.HOT


def test_leads_go_round_and_who_is_new_comes_first() -> None:
    early, late, new = Seller(1, NOW - dt.timedelta(days=2)), Seller(2, NOW), Seller(3, None)
    assert next_seller([late, early, new]) is new
    assert next_seller([late, early]) is early
    assert next_seller([Seller(9, NOW), late]) is late
    assert next_seller([]) is None


def test_only_enough_rescued_ones_move_the_threshold() -> None:
    assert suggested_threshold([5] * 9) is None
    assert suggested_threshold([0] * 50 + [5] * 9) is None
    assert suggested_threshold([5] * 6 + [7] * 4) == 6
    assert suggested_threshold([7] * 10) == suggested_threshold([12] * 10) == 8
