"""What the member who is shown has bought: day passes on the next invoice, at a price for members only, a mug with credits, and credit for rooms by card."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from app.actions.accounts.person import the_person
from app.actions.purchases.buy import buy
from app.cli.demo_network.staff import MEMBER
from app.models import Discount, FoyerUser, Product
from app.models.purchase import PayWay
from app.work import Work


def buy_things(work: Work, *, has_card: bool) -> None:
    """At the price of today. The card is charged as soon as Foyer is up."""
    passes, mug, rooms = (
        work.session.scalars(select(Product).where(Product.code == code)).one() for code in ("DAYPASS", "MUG", "SPACE-500")
    )
    member = work.session.scalars(select(FoyerUser).where(FoyerUser.email == MEMBER.email)).one()
    assert member.organisation is not None, "the member who is shown has one"
    member.organisation.buys_on_account = True
    cheaper = {"product_id": passes.id, "organisation_id": member.organisation_id}
    work.add(Discount(code="MEMBERS-DAYPASS", percent=Decimal(10), reason="Members bring guests", **cheaper))
    for number, (product, way) in enumerate(
        ((passes, PayWay.NEXT_INVOICE), (mug, PayWay.WALLET), *([(rooms, PayWay.CARD)] if has_card else []))
    ):
        buy(product.id, way=way, key=f"demo-{number}", quantity=2 if product is passes else 1, by=the_person(member))
