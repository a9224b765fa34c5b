"""Light markup: what people type in a comment or an announcement, as HTML that can hold nothing else.

`**bold**`, `*italic*`, `` `code` ``, lines that begin with `- `, and addresses that begin with http. Everything is escaped first; what
is added afterwards is ours, so that no other element, attribute or address can come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

WEB = re.compile(r"https?://[^\s<>\"'`]{1,1000}[^\s<>\"'`.,;:!?)\]]")
MARKS = (
    (re.compile(r"\*\*(\S(?:[^*\n]{0,998}\S)?)\*\*"), "strong"),
    (re.compile(r"(?<![*\w])\*(\S(?:[^*\n]{0,998}\S)?)\*(?![*\w])"), "em"),
)
CODE = re.compile(r"`([^`\n]{1,1000})`")


def as_html(text: str, *, names: Iterable[str] = ()) -> str:
    """Paragraphs and lists; `@name` of one of the `names` stands out. A line break is one."""
    known = sorted(filter(None, names), key=len, reverse=True)
    mention = re.compile("@(" + "|".join(re.escape(escape(name)) for name in known) + r")(?!\w)") if known else None
    blocks = (block.strip("\n") for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")))
    return "".join(_block(block, mention) for block in blocks if block.strip())


def _block(block: str, mention: re.Pattern[str] | None) -> str:
    out = ""
    items: list[str] = []
    lines: list[str] = []
    for line in block.split("\n"):
        if line.lstrip().startswith("- "):
            out += _paragraph(lines)
            lines = []
            items.append(_line(line.lstrip()[2:], mention))
        else:
            out += _list(items)
            items = []
            lines.append(_line(line, mention))
    return out + _paragraph(lines) + _list(items)


def _paragraph(lines: list[str]) -> str:
    return f"<p>{'<br>'.join(lines)}</p>" if any(lines) else ""


def _list(items: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>" if items else ""


def line_as_html(line: str) -> str:
    """One line, without lists and mentions."""
    return _line(line, None)


def line_as_text(line: str) -> str:
    """The same for people who read plain text: without the marks."""
    for mark, _tag in MARKS:
        line = mark.sub(r"\1", line)
    return line


def _line(line: str, mention: re.Pattern[str] | None) -> str:
    """Code and addresses are put aside first, so that no mark changes them."""
    kept: list[str] = []

    def keep(html: str) -> str:
        kept.append(html)
        return f"\x00{len(kept) - 1}\x00"

    line = line.replace("\x00", "")
    line = CODE.sub(lambda found: keep(f"<code>{escape(found[1])}</code>"), line)
    line = WEB.sub(
        lambda found: keep(f'<a href="{escape(found[0])}" rel="noopener noreferrer nofollow" target="_blank">{escape(found[0])}</a>'), line
    )
    line = escape(line)
    if mention is not None:
        line = mention.sub(lambda found: keep(f'<strong class="mention">@{found[1]}</strong>'), line)
    for mark, tag in MARKS:
        line = mark.sub(rf"<{tag}>\1</{tag}>", line)
    return re.sub(r"\x00(\d+)\x00", lambda found: kept[int(found[1])], line)
