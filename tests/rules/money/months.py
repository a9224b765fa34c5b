"""P1-P5 and P13: all licenses of an organisation in one month; what was billed before is made good to the cent (P11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from random import Random
from typing import Any

from app.rules.corrections import Billed, corrections
from app.rules.early_exit import claw_back
from app.rules.policy import PricingPolicy
from app.rules.price_licenses import price_licenses
from tests.rules.money import draws
from tests.rules.oracle import licenses as oracle


def month(chance: Random) -> Iterator[tuple[str, Any, Any]]:
    month, policy, count = draws.month(chance), draws.policy(chance), chance.randint(1, 6)
    licenses = [draws.license(chance, month, number) for number in range(1, count + 1)]
    memberships = {number: draws.membership(chance, month, number) for number in (1, 2)}
    discounts = [draws.discount(chance, month, count) for _ in range(chance.randint(0, 3))]

    found = price_licenses(month, licenses, memberships, discounts, policy)
    expected = oracle.priced(month, licenses, memberships, discounts, policy)

    yield "lines", [(line.code, line.starts_on, line.ends_on, line.days, line.net) for line in found.lines], expected
    yield "volume", found.volume_count, oracle.counted(licenses, draws.days_of(month), policy.counts_free)

    billed = [Billed(license.id, license.code, draws.signed(chance)) for license in licenses if chance.random() < 0.5]
    owed: dict[str, int] = defaultdict(int)
    for line in expected:
        owed[line.code] += line.net
    for each in billed:
        owed[each.code] -= each.net
    made_good = {line.code: line.net for line in corrections(month, found.lines, billed)}
    yield "corrections", made_good, {code: net for code, net in sorted(owed.items()) if net}

    without = PricingPolicy(policy.proration, policy.mode, (), policy.volume_steps, policy.cap_percent)
    full = oracle.priced(month, licenses, memberships, discounts, without, found.volume_count)
    # Several lines of a license may be rounded together with the commitment and not without it, or the other way: P7 leaves that cent open.
    if [each[:4] for each in full] == [each[:4] for each in expected] and len({each.code for each in full}) == len(full):
        yield "claw-back", claw_back(found.lines, policy).net, sum(each.net for each in full) - sum(each.net for each in expected)
