"""One look at a page: what axe finds, and whether it can be pushed sideways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from playwright.sync_api import Page

from config import HERE

AXE = HERE / "tests" / "vendor" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
ADVICE = "best-practice"
Looks = tuple[tuple[int, str], ...]  # width in pixels, and theme
LOOKS: Looks = tuple((width, theme) for width in (360, 768, 1280) for theme in ("light", "dark"))
HEIGHT = 900

PUT_IN = """() => new Promise((done) => {
    const still = new CSSStyleSheet();
    still.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important; }"); // a colour on its way is neither the one nor the other
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
    document.querySelectorAll("main details").forEach((each) => { each.open = true; });
    let left = 60;
    (function settled() { document.querySelector(".htmx-request") && left-- ? setTimeout(settled, 50) : done(); })();
})"""
DRESSED = "theme => { document.documentElement.setAttribute('data-bs-theme', theme); return document.documentElement.scrollWidth - document.documentElement.clientWidth; }"
LOOKED = """tags => axe.run(document, {runOnly: tags, resultTypes: ["violations"]}).then((told) => told.violations.map((each) => ({
    rule: each.id, advice: !each.tags.some((tag) => tag.startsWith("wcag")),
    at: each.nodes.map((node) => ({where: node.target.flat().join(" "), html: node.html.slice(0, 160), why: (node.failureSummary || "").split("\\n").slice(1).join(" ").trim().slice(0, 220)})),
})))"""
# What a button or a heading says and nobody can read, for texts that are longer than ours.
CUT = """() => [...document.querySelectorAll("main button, main .btn, .navbar .nav-link-title")].filter((each) => each.offsetParent && each.scrollWidth > each.clientWidth + 1 && each.clientWidth)
    .map((each) => each.outerHTML.slice(0, 160))"""


class Finding(NamedTuple):
    """`rule` is axe's name, or "sideways" or "cut" of ours."""

    rule: str
    advice: bool
    page: str
    look: str
    where: str
    html: str
    why: str


class Eyes:
    """Of one page of a browser, which goes from address to address."""

    def __init__(self, page: Page, *, looks: Looks = LOOKS, advice: bool = False, cut: bool = False) -> None:
        self._page, self._looks, self._cut = page, looks, cut
        self._tags = [*RULES, ADVICE] if advice else list(RULES)
        self._door = page.context.new_cdp_session(page)
        self._axe = AXE.read_text()
        self.looked = 0

    def put_in(self) -> None:
        """axe, past the policy of the page, which stands still from now on."""
        self._page.evaluate(PUT_IN)
        self._door.send("Runtime.evaluate", {"expression": self._axe})

    def look(self, name: str, looks: Looks | None = None) -> Iterator[Finding]:
        """At the page that is open, in each width and theme, or in these. `name` is what findings call it."""
        self.put_in()
        for width, theme in looks or self._looks:
            self._page.set_viewport_size({"width": width, "height": HEIGHT})
            look = f"{width} {theme}"
            over = self._page.evaluate(DRESSED, theme)
            self.looked += 1
            if over > 0:
                yield Finding("sideways", False, name, look, "html", "", f"{over} px over the edge")
            for html in self._page.evaluate(CUT) if self._cut and width >= 1280 else ():
                yield Finding("cut", False, name, look, "", html, "its text does not fit")
            for told in self._page.evaluate(LOOKED, self._tags):
                for at in told["at"]:
                    yield Finding(told["rule"], told["advice"], name, look, at["where"], at["html"], at["why"])
