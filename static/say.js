// One box for words: Ctrl+Enter sends it, and a saved answer is put where the cursor is.
(function () {
  "use strict";
  document.querySelectorAll("[data-send-by-key]").forEach((box) => box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    box.form.requestSubmit(box.form.querySelector("button[name='way']") || undefined);
  }));
  document.querySelectorAll("[data-say-saved]").forEach((select) => select.addEventListener("change", () => {
    const box = document.getElementById(select.dataset.saySaved);
    if (select.value) box.setRangeText(select.value, box.selectionStart, box.selectionEnd, "end");
    select.value = "";
    box.focus();
  }));
})();
