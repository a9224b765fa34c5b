"""What the member who is shown has bought, day passes on the next invoice, at a price for members only. With what credits there are, mugs wait to be bought."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from app.actions.accounts.person import the_person
from app.actions.purchases.buy import buy
from app.cli.demo_network.staff import MEMBER
from app.models import Discount, FoyerUser, Product
from app.models.purchase import PayWay
from app.work import Work


def buy_things(work: Work) -> None:
    """At the price of today."""
    passes = work.session.scalars(select(Product).where(Product.code == "DAYPASS")).one()
    member = work.session.scalars(select(FoyerUser).where(FoyerUser.email == MEMBER.email)).one()
    assert member.organisation is not None, "the member who is shown has one"
    member.organisation.buys_on_account = True
    cheaper = {"product_id": passes.id, "organisation_id": member.organisation_id}
    work.add(Discount(code="MEMBERS-DAYPASS", percent=Decimal(10), reason="Members bring guests", **cheaper))
    buy(passes.id, way=PayWay.NEXT_INVOICE, key="demo", quantity=2, by=the_person(member))
