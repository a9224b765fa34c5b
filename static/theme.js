// In <head>, before the first paint: light or dark as chosen, else as the system says.
(function () {
  var kept = null;
  try { kept = localStorage.getItem("theme"); } catch (refused) { /* storage may be off */ }
  var dark = kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.setAttribute("data-bs-theme", dark ? "dark" : "light");
})();
