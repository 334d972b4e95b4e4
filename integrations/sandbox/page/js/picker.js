// A searchable select, single or multiple: an input with role=combobox and a list box below it.

import { h, icon, fill } from "./dom.js";
import { openPopover, closePopover, popoverAnchor, placePopover } from "./popover.js";
import { typeahead } from "./typeahead.js";

const MOST_ROWS = 100; // More is narrowed by typing.
let serial = 0;

/**
 * picker({groups: () => [{label, options: [{value, label, description, face}]}], selected: [option], multi,
 *   placeholder, disabled, most, onpick(selected, {open}), onclose(), attrs, load, min, keep}) -> node. The hook and the aria
 * attributes in `attrs` go to the input itself. `load(query)` gives further groups for what was typed (see typeahead.js).
 * node.reset(selected) shows another choice.
 */
export function picker(spec) {
  const { multi = false, placeholder = "", disabled = false, attrs = {} } = spec;
  let selected = [...(spec.selected ?? [])];
  let list = null;
  let shown = [];
  let active = 0;
  let fresh = true; // Just opened: the label in the field is no search text yet.
  const listId = `list-${(serial += 1)}`;
  const ahead = spec.load && typeahead({ load: spec.load, min: spec.min, keep: spec.keep, changed: () => list && draw() });

  const input = h("input", {
    type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", class: "picker-input",
    "aria-expanded": "false", "aria-controls": listId, "aria-autocomplete": "list", placeholder, disabled, ...attrs,
  });
  const chips = h("span", { class: "chips" });
  const field = h("div", { class: `picker${multi ? " picker-multi" : ""}${disabled ? " is-disabled" : ""}` },
    multi && chips, input, icon("down", 14));

  const paint = () => {
    if (multi) {
      fill(chips, selected.map((option) =>
        h("span", { class: "chip" }, option.label,
          h("button", {
            type: "button", class: "chip-remove", "aria-label": `Remove ${option.label}`, tabindex: "-1", disabled,
            onclick: () => toggle(option),
          }, icon("close", 10)))));
      input.placeholder = selected.length ? "" : placeholder;
    } else if (document.activeElement !== input || fresh) {
      input.value = selected[0]?.label ?? "";
    }
  };

  const isChosen = (option) => selected.some((each) => each.value === option.value);

  const commit = () => spec.onpick?.([...selected], { open: Boolean(list) });

  function toggle(option) {
    if (multi) {
      const query = !fresh && input.value.trim();
      if (isChosen(option)) selected = selected.filter((each) => each.value !== option.value);
      else if (selected.length < (spec.most ?? Infinity)) selected = [...selected, option];
      input.value = "";
      fresh = true;
      commit();
      paint();
      if (list && ahead && query) ahead.ask("");
      else if (list) draw(query ? null : active);
      return;
    }
    selected = [option];
    fresh = true;
    paint();
    closePopover();
    commit();
  }

  const typed = () => (fresh ? "" : input.value.trim());

  /** What fits what was typed: from the list at hand, then from what was loaded; each value once. */
  function fitting() {
    const query = typed().toLowerCase();
    const local = (spec.groups?.() ?? []).map((group) => ({ ...group, options: group.options.filter((each) =>
      `${each.label} ${each.search ?? ""}`.toLowerCase().includes(query)) }));
    const seen = new Set();
    return [...local, ...(ahead?.groups ?? [])].map((group) => ({ ...group, options: group.options.filter((each) =>
      !seen.has(each.value) && seen.add(each.value)) })).filter((group) => group.options.length);
  }

  function draw(keep = null) {
    shown = [];
    const parts = [];
    let left = MOST_ROWS;
    let more = 0;
    for (const group of fitting()) {
      const options = group.options.slice(0, left);
      left -= options.length;
      more += group.options.length - options.length;
      if (!options.length) continue;
      if (group.label) parts.push(h("div", { class: "list-group", role: "presentation" }, group.label));
      for (const option of options) parts.push(row(option, shown.push(option) - 1));
    }
    const says = status(more);
    if (says) parts.push(h("div", { class: `list-empty${ahead?.state === "loading" ? " is-loading" : ""}`, role: "status" }, says));
    list.setAttribute("aria-busy", String(ahead?.state === "loading"));
    fill(list, parts);
    const chosen = fresh && !multi ? shown.findIndex(isChosen) : -1;
    mark(keep ?? Math.max(0, chosen), true);
    placePopover();
  }

  const row = (option, at) => h("div", {
    class: "list-option", role: "option", id: `${listId}-${at}`, "aria-selected": String(isChosen(option)),
    "data-value": option.value,
    onclick: () => toggle(option),
    onpointermove: () => mark(at),
  }, option.face?.(), h("span", { class: "list-words" }, h("span", null, option.label),
    option.description && h("small", null, option.description)), isChosen(option) && icon("check", 16));

  function status(more) {
    if (ahead?.state === "short") return `Type at least ${spec.min} ${spec.min === 1 ? "character" : "characters"} to search`;
    if (ahead?.state === "loading" && !shown.length) return "Loading…";
    if (ahead?.state === "failed") return "The options could not be loaded. Type to try again.";
    if (more) return `${more} more: type to narrow the list`;
    return shown.length ? null : spec.empty ?? "No results";
  }

  function mark(at, scroll = false) {
    active = Math.max(0, Math.min(at, shown.length - 1));
    list.querySelectorAll(".list-option").forEach((node, each) => node.classList.toggle("is-active", each === active));
    const node = list.querySelector(".is-active");
    if (node) input.setAttribute("aria-activedescendant", node.id);
    else input.removeAttribute("aria-activedescendant");
    if (scroll) node?.scrollIntoView({ block: "nearest" });
  }

  function open() {
    if (disabled || popoverAnchor() === field) return;
    fresh = true;
    list = h("div", { class: "list", role: "listbox", id: listId, "aria-multiselectable": multi ? "true" : undefined,
      "aria-label": attrs["aria-label"] ?? placeholder ?? "Options" });
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // Focus stays in the field.
    openPopover(field, list, {
      width: "anchor", className: "popover-list",
      onclose: () => {
        list = null;
        fresh = true;
        ahead?.stop();
        if (multi) input.value = "";
        else input.value = selected[0]?.label ?? "";
        input.setAttribute("aria-expanded", "false");
        input.removeAttribute("aria-activedescendant");
        spec.onclose?.([...selected]);
      },
    });
    input.setAttribute("aria-expanded", "true");
    if (ahead) ahead.ask("");
    else draw();
    if (!multi) input.select();
  }

  input.addEventListener("click", open);
  input.addEventListener("input", () => {
    if (!list) open();
    fresh = false;
    if (ahead) ahead.ask(typed());
    else draw();
  });
  input.addEventListener("blur", () => {
    if (popoverAnchor() === field) closePopover();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!list) open();
      else mark((active + (event.key === "ArrowDown" ? 1 : -1) + shown.length) % shown.length, true);
    } else if (event.key === "Enter") {
      event.preventDefault(); // Never submits the form from a list.
      if (!list) open();
      else if (shown[active]) toggle(shown[active]);
    } else if (event.key === "Backspace" && multi && !input.value && selected.length) {
      toggle(selected.at(-1));
    } else if (event.key === "Tab" && list) {
      closePopover();
    }
  });
  field.addEventListener("click", (event) => {
    if (event.target === input || event.target.closest("button") || disabled) return;
    input.focus();
    open();
  });
  field.reset = (options) => {
    selected = [...options];
    fresh = true;
    paint();
  };
  paint();
  return field;
}
