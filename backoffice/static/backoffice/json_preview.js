// Shows what the expressions make of the last bodies, while one writes them.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const AFTER = 350;
  const preview = document.querySelector(".json-preview");
  if (!preview) return;
  const form = preview.closest("form") || document.querySelector("form#jsonmapping_form");
  const sample = document.getElementById("json-sample");
  const found = preview.querySelector(".found");
  let timer = 0;
  let asked = 0;

  function element(name, text, className = "") {
    const made = document.createElement(name);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  // All of it is text that others wrote: it is never read as HTML.
  function show({ errors, bodies }) {
    const parts = Object.values(errors).map((told) => element("p", told, "problem"));
    for (const body of bodies) {
      parts.push(element("h3", body.title));
      if (body.problem) parts.push(element("p", body.problem, "problem"));
      for (const signal of body.signals) {
        const list = document.createElement("dl");
        for (const [name, value] of Object.entries(signal)) {
          list.append(element("dt", name), element("dd", value));
        }
        parts.push(list);
      }
      if (body.count > body.signals.length) {
        parts.push(element("p", `… ${body.count} alerts in all`));
      }
      const whole = document.createElement("details");
      whole.append(element("summary", "The body"), element("pre", body.body));
      parts.push(whole);
    }
    if (!bodies.length) {
      parts.push(element("p", "Nothing came to this address yet: send a body, or paste one."));
    }
    found.replaceChildren(...parts);
  }

  async function look() {
    const number = ++asked;
    const fields = new FormData(form);
    fields.set("sample", sample.value);
    try {
      const answer = await fetch(preview.dataset.preview, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: fields,
      });
      if (answer.redirected || !answer.ok) throw new Error("out");
      const told = await answer.json();
      if (number === asked) show(told);
    } catch {
      if (number === asked) {
        found.replaceChildren(element("p", "Muster does not answer. Are you logged in?", "problem"));
      }
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, AFTER);
  });
  look();
});
