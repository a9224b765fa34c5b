// My day: x on a row, or its circle, asks what came of the task in place. Without it the links do all of it.
(function () {
  "use strict";
  function note(row) {
    const form = row.querySelector("[data-task-done]");
    form.hidden = false;
    form.querySelector("[name=outcome]").focus();
    htmx.trigger(form.querySelector("[hx-post]"), "shown");
  }
  function close(form) {
    form.hidden = true;
    form.closest("[data-task]").focus();
  }
  document.querySelectorAll("[data-task]").forEach((row) => {
    const circle = row.querySelector("[data-key=x]");
    if (!circle) return;
    circle.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      foyerKeys.go(row);
      note(row);
    });
    row.querySelector("[data-task-cancel]").addEventListener("click", (event) => close(event.target.form));
  });
  foyerKeys.add({ within: "[data-task-done]", keys: ["Escape"], run: (event) => close(event.target.closest("[data-task-done]")) });
})();
