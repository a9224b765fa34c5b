"""The lists of what a person has to decide, and no more: whoever counts with `to_decide` of the same table counts these rows."""

from __future__ import annotations

from flask import url_for


def to_decide_list(view: str, **others: str) -> str:
    """The address of that view's list. `others`: further filters, as `_flt_1_kind="monthly"`."""
    return url_for(f"{view}.list", _flt_0_to_decide="y", **others)
