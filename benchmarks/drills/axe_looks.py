"""One look at a page: what axe finds, and whether it can be pushed sideways."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import NamedTuple

from playwright.sync_api import Page

from config import HERE

AXE = HERE / "tests" / "vendor" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
ADVICE = "best-practice"
COLOURS = ("color-contrast", "link-in-text-block")  # the rules of axe that ask for colours
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
# In each theme of one width. Where nothing but colours differs from the theme before, only what is said of colours can differ too.
LOOKED = """async ({themes, tags, colours}) => {
    const root = document.documentElement, told = [];
    const shape = () => [...document.querySelectorAll("*")].map((each) => { const box = each.getBoundingClientRect(); return `${box.x},${box.y},${box.width},${box.height},${each.checkVisibility({opacityProperty: true, visibilityProperty: true})}`; }).join(";");
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));  // what listens to widths has heard of this one
    let before = "";
    for (const theme of themes) {
        root.setAttribute("data-bs-theme", theme);
        const now = shape(), only = now === before ? {type: "rule", values: colours} : tags;
        before = now;
        const found = await axe.run(document, {runOnly: only, resultTypes: ["violations"]});
        told.push({theme, over: root.scrollWidth - root.clientWidth, found: found.violations.map((each) => ({
            rule: each.id, advice: !each.tags.some((tag) => tag.startsWith("wcag")),
            at: each.nodes.map((node) => ({where: node.target.flat().join(" "), html: node.html.slice(0, 160), why: (node.failureSummary || "").split("\\n").slice(1).join(" ").trim().slice(0, 220)})),
        }))});
    }
    return told;
}"""
# Words that nobody can read whole: they run out of their button, or are hidden where they do not fit and no title says them.
CUT = """() => [...document.querySelectorAll("body *")].filter((each) => {
    const wide = each.scrollWidth > each.clientWidth + 1, high = each.scrollHeight > each.clientHeight + 1;
    if (each.clientWidth < 2 || each.clientHeight < 2 || !(wide || high) || each.closest("svg, select, textarea, .visually-hidden") || !each.checkVisibility({visibilityProperty: true})) return false;
    if (wide && each.matches("button, .btn, .badge, .nav-link-title")) return true;
    const style = getComputedStyle(each), hides = (wide && /hidden|clip/.test(style.overflowX)) || (high && /hidden|clip/.test(style.overflowY));
    return hides && !each.closest("[title]") && [...each.childNodes].some((part) => part.nodeType === Node.TEXT_NODE && part.data.trim());
}).map((each) => each.outerHTML.slice(0, 160))"""


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
        for width, own in itertools.groupby(looks or self._looks, key=lambda each: each[0]):
            self._page.set_viewport_size({"width": width, "height": HEIGHT})
            for told in self._page.evaluate(LOOKED, {"themes": [theme for _, theme in own], "tags": self._tags, "colours": COLOURS}):
                look = f"{width} {told['theme']}"
                self.looked += 1
                if told["over"] > 0:
                    yield Finding("sideways", False, name, look, "html", "", f"{told['over']} px over the edge")
                for each in told["found"]:
                    for at in each["at"]:
                        yield Finding(each["rule"], each["advice"], name, look, at["where"], at["html"], at["why"])
            for html in self._page.evaluate(CUT) if self._cut else ():
                yield Finding("cut", False, name, look, "", html, "its text does not fit")
