"""Page numbers under a hand-made table, as the lists have them."""

from __future__ import annotations

from app.web.table import Page, address


def pages_of(count: int, page: int, size: int) -> list[Page]:
    """First, five around here, last; nothing when everything fits on one page."""
    last = (count - 1) // size if count else 0
    if not last:
        return []
    start = max(0, min(page - 2, last - 4))
    near = range(start, min(start + 5, last + 1))
    found = [_page("‹", page - 1 if page else None)]
    found += [_page("1", 0), Page("…")] if start else []
    found += [Page(str(number + 1), here=True) if number == page else _page(str(number + 1), number) for number in near]
    found += [Page("…"), _page(str(last + 1), last)] if near[-1] < last else []
    return [*found, _page("›", page + 1 if page < last else None)]


def _page(text: str, number: int | None) -> Page:
    return Page(text) if number is None else Page(text, address(page=number or None))
