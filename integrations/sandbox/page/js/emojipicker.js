// A small emoji picker: a field to search in, a grid, and the name of the one that is marked.

import { h, fill } from "./dom.js";
import { allEmoji, emoji } from "./emoji.js";
import { openPopover, closePopover } from "./popover.js";

const COLUMNS = 8;
const USUAL = ["white_check_mark", "eyes", "pushpin", "memo", "stopwatch", "+1", "pray", "tada"];

/** Opens the picker at `anchor`; `onpick(name, sign)` gets the one that was chosen. */
export function chooseEmoji(anchor, onpick) {
  let hits = [];
  let active = 0;
  const grid = h("div", { class: "emoji-grid", role: "listbox", id: "emoji-grid", "aria-label": "Emoji" });
  const preview = h("div", { class: "emoji-preview", "aria-hidden": "true" });
  const field = h("input", {
    class: "input", type: "text", role: "combobox", "aria-controls": "emoji-grid", "aria-expanded": "true", autocomplete: "off",
    placeholder: "Search emoji", "aria-label": "Search emoji", "data-testid": "emoji-search", oninput: () => draw(), onkeydown: onKey,
  });
  const take = (name) => {
    closePopover({ refocus: true });
    onpick(name, emoji(name));
  };

  function onKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
    if (step && !(Math.abs(step) === 1 && field.value)) {
      event.preventDefault();
      if (hits[active + step]) mark(active + step, true);
    } else if (event.key === "Enter" && hits[active]) {
      event.preventDefault();
      take(hits[active][0]);
    }
  }

  function mark(at, scroll = false) {
    active = at;
    const options = grid.querySelectorAll("[role=option]");
    options.forEach((node, each) => {
      node.classList.toggle("is-active", each === at);
      node.setAttribute("aria-selected", String(each === at));
    });
    if (scroll) options[at]?.scrollIntoView({ block: "nearest" });
    if (hits[at]) field.setAttribute("aria-activedescendant", `emoji-at-${at}`);
    else field.removeAttribute("aria-activedescendant");
    fill(preview, hits[at] ? [h("span", { class: "emoji-big" }, hits[at][1]), `:${hits[at][0]}:`] : "No emoji of this name");
  }

  const option = ([name, sign], at) => h("span", {
    class: "emoji-option", role: "option", id: `emoji-at-${at}`, "aria-label": name.replaceAll("_", " "), "data-testid": `emoji-${name}`,
    onclick: () => take(name), onpointermove: () => mark(at),
  }, sign);

  function draw() {
    const query = field.value.trim().toLowerCase().replaceAll(":", "").replaceAll(" ", "_");
    if (query) {
      hits = allEmoji(query);
      fill(grid, hits.map(option));
    } else {
      const usual = USUAL.map((name) => [name, emoji(name)]);
      hits = [...usual, ...allEmoji("").filter(([name]) => !USUAL.includes(name))];
      fill(grid, h("div", { class: "emoji-group", role: "presentation" }, "For incidents"), hits.slice(0, COLUMNS).map(option),
        h("div", { class: "emoji-group", role: "presentation" }, "All"), hits.slice(COLUMNS).map((each, at) => option(each, at + COLUMNS)));
    }
    mark(0);
    grid.scrollTop = 0;
  }

  draw();
  const panel = openPopover(anchor, h("div", { class: "emoji-picker", "data-testid": "emoji-picker" }, field, grid, preview),
    { label: "Emoji", align: "end", className: "popover-emoji", most: 380 });
  // On a touch screen the keyboard would cover the grid.
  if (matchMedia("(hover: hover)").matches) field.focus({ preventScroll: true });
  return panel;
}
