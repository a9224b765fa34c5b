"""The fingerprint of an organisation's preview: SHA-256 over every input that could move a cent (I1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from app.core.month import Month
from app.rules.lines import PricedLine
from app.rules.policy import PricingPolicy
from app.rules.terms import AdhocTerms, LicenseTerms, ManualDiscount, MembershipTerms, PriceVersion, RecurringTerms


class Fingerprints:
    """Takes the fingerprints of many organisations; what they share is written down once.

    `circumstances` are further shared facts as text (VAT rate, cut-off, currency), in a fixed order. An organisation's
    fingerprint holds only the memberships and discounts that touch it, so a change names no bystanders.
    """

    def __init__(self, month: Month, memberships: Mapping[int, MembershipTerms], policy: PricingPolicy, *circumstances: object) -> None:
        self._shared = sha256("\n".join(("foyer 1", str(month), repr(policy), *map(repr, circumstances))).encode())
        self._memberships = {each.id: _membership(each) for each in memberships.values()}

    def take(
        self,
        licenses: Sequence[LicenseTerms],
        discounts: Sequence[ManualDiscount] = (),
        adhocs: Iterable[AdhocTerms] = (),
        recurring: Iterable[RecurringTerms] = (),
        corrections: Iterable[PricedLine] = (),
        *extra: object,
    ) -> str:
        """Hexadecimal; the order in which rows were read does not matter. `extra` are further facts of this organisation."""
        used = {license.membership_id for license in licenses}
        parts = [_license(license) for license in licenses]
        parts += [self._memberships[each] for each in used]
        if discounts:
            own = {license.id for license in licenses}
            parts += [_discount(row) for row in discounts if _touches(row, own, used)]
        parts += [f"A{a.id} {a.code} {a.date} {a.quantity.normalize()} {a.unit_price} {a.description!r}" for a in adhocs]
        parts += [f"R{r.id} {r.code} {r.starts_on} {r.ends_on} {r.price} {r.description!r}" for r in recurring]
        parts += [f"C{c.id} {c.code} {c.starts_on} {c.ends_on} {c.price} {c.billed} {c.net}" for c in corrections]
        parts.sort()
        parts += map(repr, extra)
        taken = self._shared.copy()
        taken.update("\n".join(parts).encode())
        return taken.hexdigest()


def run_fingerprint(organisations: Mapping[str, str]) -> str:
    """One fingerprint of a whole preview, from those of its organisations by code."""
    return sha256("\n".join(f"{code} {organisations[code]}" for code in sorted(organisations)).encode()).hexdigest()


def _license(terms: LicenseTerms) -> str:
    t = terms
    plain = f"L{t.id} {t.code} {t.membership_id} {t.starts_on} {t.ends_on} {t.commitment_months} {t.commitment_start} {t.custom_price} {t.custom_price_end} {t.net_price}"
    if not (t.pauses or t.versions or t.former):
        return plain
    pauses = ",".join(f"{begins}/{ends}" for begins, ends in t.pauses)
    former = "".join(
        f" {f.until}/{f.commitment_months}/{f.commitment_start}/{f.custom_price}/{f.custom_price_end}/{f.net_price}" for f in t.former
    )
    return f"{plain} {pauses} {_versions(t.versions)}{former}"


def _membership(terms: MembershipTerms) -> str:
    return f"M{terms.id} {terms.code} {terms.included_primary} {_versions(terms.versions)}"


def _versions(versions: Iterable[PriceVersion]) -> str:
    return ",".join(
        sorted(f"{each.valid_from}/{each.primary}/{each.extra}{'' if each.included is None else f'/{each.included}'}" for each in versions)
    )


def _discount(row: ManualDiscount) -> str:
    return f"D{row.license_id} {row.membership_id} {row.percent.normalize()} {row.starts_on} {row.ends_on} {row.reason!r}"


def _touches(row: ManualDiscount, licenses: set[int], memberships: set[int]) -> bool:
    return (row.license_id is None or row.license_id in licenses) and (row.membership_id is None or row.membership_id in memberships)
