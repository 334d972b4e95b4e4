// People to choose one of: a field to search in when they are many, and a row for each.

import { h, fill, icon } from "./dom.js";
import { avatar } from "./avatar.js";
import { people } from "./state.js";
import { typeahead } from "./typeahead.js";
import { findPeople } from "./directory.js";

const FEW = 12;
const MOST = 50;

/** personList({label, chosen, onpick(id), attrs(person)}) -> node; arrows walk over the rows. */
export function personList({ label, chosen = null, onpick, attrs = () => ({}) }) {
  const rows = h("div", { class: "people", role: "listbox", "aria-label": label });
  const field = people().length > FEW && h("input", {
    class: "input people-find", type: "search", placeholder: "Search people", "aria-label": "Search people", "data-testid": "find-person",
    oninput: () => ahead.ask(field.value.trim()),
  });
  const ahead = typeahead({ load: findPeople, keep: true, changed: draw });
  const node = h("div", { class: "person-list" }, field, rows);
  node.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...rows.querySelectorAll("button")];
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length]?.focus();
  });

  const row = (each) => h("button", {
    type: "button", class: "person", role: "option", "aria-selected": String(each.id === chosen), "data-user": each.id,
    onclick: () => onpick(each.id), ...attrs(each),
  }, avatar(each.id, 34), h("span", { class: "person-words" }, h("b", null, each.real_name || each.name),
    h("small", null, each.title ?? "")), each.id === chosen && icon("check", 16));

  function draw() {
    const query = field ? field.value.trim().toLowerCase() : "";
    // Those found by asking are among people() by now.
    const hits = people().filter((each) => `${each.real_name} ${each.name} ${each.title}`.toLowerCase().includes(query));
    const first = [...hits.filter((each) => each.id === chosen), ...hits.filter((each) => each.id !== chosen)];
    const shown = hits.length > MOST ? first.slice(0, MOST) : hits;
    const rest = hits.length - shown.length;
    fill(rows, shown.map(row), !hits.length && h("p", { class: "list-empty" }, ahead.state === "loading" ? "Searching…" : "Nobody of this name."),
      rest > 0 && h("p", { class: "list-empty" }, `${rest} more: type to narrow the list`));
  }

  draw();
  return node;
}
