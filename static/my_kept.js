// What this phone keeps of the portal, shown without a network. After the day or the session it is thrown away.
(async function () {
  "use strict";
  const NAME = "my-kept", EVERY = 5000, box = document.getElementById("kept"), said = document.getElementById("kept-said");
  const sections = [...document.querySelectorAll("[data-on]")].filter((each) => each.dataset.on.split(" ").includes(location.pathname));
  const found = window.caches ? await caches.match(box.dataset.kept) : null, kept = found ? await found.json() : null;
  if (!sections.length) { said.textContent = said.dataset.other; return; }
  function show() {
    const now = kept ? Date.now() - kept.skew : 0, good = kept && now < kept.until;
    sections.forEach((each) => { each.hidden = !good; });
    if (!good) {
      document.getElementById("kept-bookings").replaceChildren();
      document.getElementById("kept-pass").removeAttribute("src");
      said.textContent = said.dataset.none;
      if (window.caches) caches.delete(NAME);
      return;
    }
    const each = kept.codes.length > 1 ? kept.codes[1][0] - kept.codes[0][0] : 0, code = kept.codes.findLast(([from]) => from <= now), image = document.getElementById("kept-pass");
    image.hidden = !code || now >= code[0] + each;
    document.getElementById("kept-over").hidden = !image.hidden;
    if (!image.hidden && image.getAttribute("src") !== code[1]) image.src = code[1];
  }
  if (kept) {
    said.textContent = said.dataset.made.replace("{time}", new Date(kept.at + kept.skew).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }));
    document.getElementById("kept-bookings").innerHTML = kept.bookings;
  }
  show();
  setInterval(show, EVERY);
})();
