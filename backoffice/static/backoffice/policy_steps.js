// Of a step's settings, those that its kind has are shown; the others are hidden, and
// the server leaves them out. Without this script all are seen.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const KIND = "select[data-settings]";

  function row(select, name) {
    const input = document.getElementById(select.id.replace(/-kind$/, `-${name}`));
    return input && input.closest(".form-row");
  }

  function show(select) {
    const kinds = JSON.parse(select.dataset.settings);
    const mine = new Set(kinds[select.value] || []);
    for (const name of new Set(Object.values(kinds).flat())) {
      const found = row(select, name);
      // The theme's own "display" is stronger than the attribute "hidden".
      if (found) found.style.display = mine.has(name) ? "" : "none";
    }
  }

  document.querySelectorAll(KIND).forEach(show);
  document.addEventListener("change", (event) => {
    if (event.target.matches(KIND)) show(event.target);
  });
  document.addEventListener("formset:added", (event) => {
    event.target.querySelectorAll(KIND).forEach(show);
  });
});
