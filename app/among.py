"""Rows by many ids: one array goes to the database instead of thousands of parameters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, any_, literal
from sqlalchemy.dialects.postgresql import ARRAY


def among(column: Any, ids: Iterable[int]) -> ColumnElement[bool]:
    """The column is one of these whole numbers; none of them when there are none."""
    found: ColumnElement[bool] = column == any_(literal(list(ids), ARRAY(BigInteger)))
    return found
