"""The trace of a line in plain words: one sentence a step, and the arithmetic on one line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.rules.lines import LineKind, PricedLine
from app.rules.trace import Step, trace
from app.web.formats import as_number, as_percent, format_money


@dataclass(frozen=True)
class Explained:
    """`steps` are (rule, sentence); `parts` explain the amounts that a correction expected."""

    steps: list[tuple[str, str]]
    formula: str
    parts: list[tuple[str, Explained]]

    @property
    def tells(self) -> bool:
        """Whether the arithmetic says more than that an amount is itself."""
        before, _sign, after = self.formula.partition(" = ")
        return before != after


def explained(line: PricedLine, currency: str) -> Explained:
    """How the amount of a line came about."""
    found = trace(line)
    steps = [(step.rule, text) for step in found.steps if (text := _sentence(step, line, currency))]
    return Explained(steps, found.formula, [(part.description or _days(part), explained(part, currency)) for part in line.parts])


def _sentence(step: Step, line: PricedLine, currency: str) -> str:
    values: dict[str, Any] = step.values

    def money(name: str) -> str:
        return format_money(values[name], currency)

    if step.name == "days":
        return _all_days(values)
    if step.name in ("commitment", "volume", "manual", "cap"):
        return _discount(step.name, values)
    if step.name == "rounded":
        return "" if values["exact"].denominator == 1 else _("Rounded once, to the cent: %(amount)s.", amount=money("amount"))
    says: dict[str, Callable[[], str]] = {
        "price": lambda: _("The price of a whole month is %(price)s.", price=money("price")),
        "primary": lambda: _("It is among the first licenses of its membership, so it pays the first price."),
        "extra": lambda: _("It is a further license of its membership, so it pays the further price."),
        "quantity": lambda: _("%(quantity)s at %(price)s each.", quantity=as_number(values["quantity"]), price=money("unit_price")),
        "expected_minus_billed": lambda: _(
            "By what is known now the month should have cost %(expected)s; %(billed)s was billed.",
            expected=money("expected"),
            billed=money("billed"),
        ),
        "deposit": lambda: _("A deposit of %(amount)s, asked once; it is given back at the end.", amount=money("amount")),
        "outside_vat": lambda: _(
            "No VAT: a deposit pays for nothing until it is applied, so it is outside the scope of VAT, and no revenue."
        ),
        "vat": lambda: _("VAT of %(percent)s on this line is %(vat)s.", percent=as_percent(values["percent"]), vat=money("vat")),
        "vat_within": lambda: _(
            "VAT of %(percent)s inside this amount is %(vat)s.", percent=as_percent(values["percent"]), vat=money("vat")
        ),
    }
    return says[step.name]()


def _all_days(values: dict[str, Any]) -> str:
    days, of, before = values["days"], values["of"], values["before"]
    if days == of:
        return _("It runs for the whole month.")
    if before:
        return _("It is charged for %(days)s of %(of)s days, after %(before)s days at other terms.", days=days, of=of, before=before)
    return _("It is charged for %(days)s of %(of)s days.", days=days, of=of)


def _discount(name: str, values: dict[str, Any]) -> str:
    percent = as_percent(values["percent"])
    if name == "commitment":
        return _("Its commitment takes off %(percent)s.", percent=percent)
    if name == "volume":
        return _("The number of licenses takes off %(percent)s.", percent=percent)
    if name == "cap":
        inside = ", ".join(as_percent(part) for _rule, part in values["parts"])
        return _("Commitment and volume (%(parts)s) together take off no more than %(percent)s.", parts=inside, percent=percent)
    reason = str(values["reason"] or "")
    return (
        _("A discount by hand takes off %(percent)s: %(reason)s.", percent=percent, reason=reason)
        if reason
        else _("A discount by hand takes off %(percent)s.", percent=percent)
    )


def _days(line: PricedLine) -> str:
    return _("%(days)s of %(of)s days", days=line.days, of=line.of) if line.kind is LineKind.LICENSE else line.code
