// The tablet at the door: the code for phones turns by itself, and the page is loaded anew when the house has changed it.
(function () {
  const kiosk = document.getElementById("kiosk"), code = document.getElementById("door-code");
  const SOON = 15000; // after a look that brought nothing

  async function look() {
    let next = SOON;
    try {
      const answer = await fetch(`${kiosk.dataset.door}?language=${kiosk.dataset.language}`, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (answer.status === 404) { location.reload(); return; } // taken off the list
      if (!answer.ok) throw new Error(String(answer.status));
      const now = await answer.json();
      if (now.version !== kiosk.dataset.version) { location.reload(); return; }
      code.src = now.code;
      next = Math.min(now.turns_in, 60000);
    } catch (away) { /* the next look may hear something */ }
    setTimeout(look, next);
  }

  setTimeout(look, Math.min(Number(kiosk.dataset.turns), 60000));
})();
