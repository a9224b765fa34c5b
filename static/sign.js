// Says once that somebody reads the paper: when a finger, a key or a mouse moves on it, which no mail scanner or preview does.
(function () {
  const page = document.querySelector("[data-read]");
  if (!page) return;
  const SIGNS = ["pointermove", "pointerdown", "touchstart", "keydown", "wheel"];

  function read() {
    if (document.visibilityState !== "visible") return;
    SIGNS.forEach((sign) => removeEventListener(sign, read));
    fetch(page.dataset.read, { method: "POST", referrerPolicy: "no-referrer", credentials: "omit", keepalive: true }).catch(() => {});
  }

  SIGNS.forEach((sign) => addEventListener(sign, read, { passive: true }));
})();
