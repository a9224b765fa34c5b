"""The rows of a package's files, as text."""

from __future__ import annotations

Row = dict[str, str]
Tables = dict[str, list[Row]]
