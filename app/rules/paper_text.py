"""The text of a paper as blocks: headings, lists and paragraphs out of plain text, so that no markup of anybody reaches a page."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class BlockKind(StrEnum):
    HEADING = "heading"
    LIST = "list"
    PARAGRAPH = "paragraph"


class Block(NamedTuple):
    """`lines` are the points of a list, or the lines of a paragraph; a heading has one."""

    kind: BlockKind
    lines: tuple[str, ...]


def blocks(text: str) -> list[Block]:
    """ "# " begins a heading, "- " a point of a list; an empty line ends a paragraph."""
    found: list[Block] = []
    kind: BlockKind | None = None
    open_lines: list[str] = []

    def close() -> None:
        nonlocal kind
        if kind is not None and open_lines:
            found.append(Block(kind, tuple(open_lines)))
        kind = None
        open_lines.clear()

    for raw in text.splitlines():
        line = raw.strip()
        if not line:
            close()
        elif line.startswith("#"):
            close()
            if words := line.lstrip("#").strip():
                found.append(Block(BlockKind.HEADING, (words,)))
        else:
            this, words = (BlockKind.LIST, line[2:].strip()) if line.startswith(("- ", "* ")) else (BlockKind.PARAGRAPH, line)
            if kind is not this:
                close()
                kind = this
            open_lines.append(words)
    close()
    return found
