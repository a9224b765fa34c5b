// The screen beside a room's door asks every 20 seconds and draws anew only what has changed. It says so when it hears nothing.
(function () {
  const form = document.getElementById("verbs"), room = document.getElementById("room"), lost = document.getElementById("lost");
  const EVERY = 20000, PATIENCE = 3 * EVERY;
  let heard = Date.now();

  async function look() {
    try {
      const answer = await fetch(form.dataset.state, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (answer.status === 404) { location.reload(); return; } // its address was ended
      if (!answer.ok) throw new Error(String(answer.status));
      const now = await answer.json();
      heard = Date.now();
      form.elements.csrf_token.value = now.csrf;
      if (now.version !== form.dataset.version) {
        room.innerHTML = now.html;
        form.dataset.version = now.version;
      }
    } catch (away) { /* said below, when it lasts */ }
    lost.hidden = Date.now() - heard < PATIENCE;
  }

  setTimeout(() => document.querySelectorAll(".toast-stack > *").forEach((said) => said.remove()), 8000);
  setInterval(look, EVERY);
  addEventListener("online", look);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
})();
