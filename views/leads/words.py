"""What was asked, how warm it is, and what counted against it, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from app.models import Enquiry
from app.rules.lead_captcha import Verdict
from app.rules.lead_content import POINTS, Sign
from app.rules.lead_heat import Heat
from app.rules.lead_verdict import CAPTCHA_POINTS

TONES = {Heat.HOT: "red", Heat.MILD: "orange", Heat.COLD: "azure"}
HEATS: dict[Heat, Callable[[], str]] = {Heat.COLD: lambda: _("Cold"), Heat.MILD: lambda: _("Mild"), Heat.HOT: lambda: _("Hot")}
SIGNS: dict[Sign, Callable[[], str]] = {
    Sign.LINKS: lambda: _("more than two links"),
    Sign.REPEATED: lambda: _("the same words came within 24 hours before"),
    Sign.DOMAIN: lambda: _("the domain of the address is throw-away, or takes no mail"),
    Sign.MARKUP: lambda: _("HTML or BBCode in the text"),
    Sign.NOT_WORDS: lambda: _("the text is no words, or only the name again"),
    Sign.PHONE: lambda: _("such a phone number cannot exist"),
}
VERDICTS: dict[Verdict, Callable[[], str]] = {
    Verdict.DOUBTFUL: lambda: _("the captcha doubts it is a person"),
    Verdict.FAILED: lambda: _("the captcha takes it for a program"),
    Verdict.REFUSED: lambda: _("the captcha's answer is missing, old, used before, or for another website"),
    Verdict.UNVERIFIED: lambda: _("unverified: the captcha could not be asked"),
}


def heat_badge(heat: Heat, row: Any = None) -> Markup:
    return Markup('<span class="badge bg-{}-lt">{}</span>').format(TONES[heat], HEATS[heat]())


def people(places: int | None) -> str:
    return ngettext("%(num)d person", "%(num)d people", places) if places else ""


def reasons_of(enquiry: Enquiry) -> list[str]:
    """Each thing that counted against it, with its points."""
    found = [_("%(what)s (+%(points)d)", what=SIGNS[sign](), points=POINTS[sign]) for sign in map(Sign, enquiry.signs.split())]
    verdict = enquiry.verdict
    if verdict in VERDICTS:
        points = CAPTCHA_POINTS.get(verdict, 0)
        found.append(_("%(what)s (+%(points)d)", what=VERDICTS[verdict](), points=points) if points else VERDICTS[verdict]())
    if enquiry.came_in_flood:
        found.append(_("more posts on the form within the hour than go straight in"))
    return found


def reasons_said(enquiry: Enquiry) -> str:
    """ "More than two links (+2); such a phone number cannot exist (+1)"."""
    text = "; ".join(reasons_of(enquiry))
    return text[:1].upper() + text[1:] if text else _("Nothing speaks against it.")
