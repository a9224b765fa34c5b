"""Credit notes: full or partial, line by line, with VAT that follows the line and never a typed rate (I11)."""

from __future__ import annotations

from typing import NamedTuple

from app.core.money import rounded


class IssuedLine(NamedTuple):
    """An invoice line in cents, with what earlier credit notes already took off it (as positive parts of it)."""

    net: int
    vat: int
    credited_net: int = 0
    credited_vat: int = 0


class Credit(NamedTuple):
    """The line of a credit note; of opposite sign to the line it credits."""

    net: int
    vat: int


class MoreThanLeft(ValueError):
    """The line has less left to credit; `left` in cents."""

    def __init__(self, left: int) -> None:
        super().__init__(f"only {left} cents are left to credit")
        self.left = left


def credit(line: IssuedLine, net: int | None = None) -> Credit:
    """Credit part of a line, or all that is left (None); `net` has the line's own sign.

    VAT is rounded cumulatively over the line's credits, so that credits and what is kept sum to what was billed, to the
    cent. Raises MoreThanLeft beyond the rest, and for nothing or the wrong sign.
    """
    left = line.net - line.credited_net
    if net is None or (net == left and left):
        return Credit(-left, line.credited_vat - line.vat)
    if net * left <= 0 or abs(net) > abs(left):
        raise MoreThanLeft(left)
    upto = rounded(line.vat * (line.credited_net + net) * (1 if line.net > 0 else -1), abs(line.net))
    return Credit(-net, line.credited_vat - upto)


def kept(line: IssuedLine) -> tuple[int, int]:
    """Net and VAT that stay billed after the credits so far."""
    return line.net - line.credited_net, line.vat - line.credited_vat
