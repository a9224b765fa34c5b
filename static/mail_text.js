// A placeholder goes where the cursor was, with one click; what stands for several lines gets a line of its own.
(function () {
  "use strict";
  const form = document.getElementById("mail-text");
  if (!form) return;
  const body = form.elements.body;
  let last = body;
  [form.elements.subject, body].forEach((field) => field.addEventListener("focus", () => { last = field; }));
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button) return;
    const alone = "alone" in button.dataset, field = alone ? body : last, at = field.selectionStart;
    let text = button.dataset.insert;
    if (alone) {
      const before = field.value.slice(0, at), after = field.value.slice(field.selectionEnd);
      text = (before && !before.endsWith("\n\n") ? (before.endsWith("\n") ? "\n" : "\n\n") : "") + text + (after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n");
    }
    field.setRangeText(text, at, field.selectionEnd, "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
