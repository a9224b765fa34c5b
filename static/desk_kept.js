// The evacuation list of this machine, shown without a network. Older than half a day it says nothing about who is in, and is thrown away.
(function () {
  "use strict";
  const KEPT = "foyer.evacuation", OLDEST = 12 * 3600 * 1000, age = document.getElementById("kept-age"), place = document.getElementById("kept-list");
  document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => print()));
  function show() {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(KEPT)); } catch (broken) { /* as if there were none */ }
    const old = kept ? Date.now() - Date.parse(kept.at) : Infinity;
    if (!(old < OLDEST)) {
      try { localStorage.removeItem(KEPT); } catch (refused) { /* storage may be off */ }
      place.replaceChildren();
      age.textContent = age.dataset.none;
      return;
    }
    const time = new Date(kept.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    age.textContent = age.dataset.made.replace("{time}", time).replace("{minutes}", Math.max(0, Math.round(old / 60000)));
    if (!place.childElementCount) place.innerHTML = kept.html;
  }
  show();
  setInterval(show, 30000);
})();
