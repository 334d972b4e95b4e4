// A searchable select, single or multiple: an input with role=combobox and a list box below it.

import { h, icon, fill } from "./dom.js";
import { openPopover, closePopover, popoverAnchor } from "./popover.js";

let serial = 0;

/**
 * picker({groups: () => [{label, options: [{value, label, description, face}]}], selected: [option], multi,
 *   placeholder, disabled, most, onpick(selected), onclose(), attrs}) -> node. The hook and the aria
 * attributes in `attrs` go to the input itself.
 */
export function picker(spec) {
  const { multi = false, placeholder = "", disabled = false, attrs = {} } = spec;
  let selected = [...(spec.selected ?? [])];
  let list = null;
  let shown = [];
  let active = 0;
  let fresh = true; // Just opened: the label in the field is no search text yet.
  const listId = `list-${(serial += 1)}`;

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

  const commit = () => spec.onpick?.([...selected]);

  function toggle(option) {
    if (multi) {
      const query = !fresh && input.value.trim();
      if (isChosen(option)) selected = selected.filter((each) => each.value !== option.value);
      else if (selected.length < (spec.most ?? Infinity)) selected = [...selected, option];
      input.value = "";
      fresh = true;
      commit();
      paint();
      if (list) draw(query ? null : active);
      return;
    }
    selected = [option];
    fresh = true;
    paint();
    closePopover();
    commit();
  }

  function draw(keep = null) {
    const query = fresh ? "" : input.value.trim().toLowerCase();
    shown = [];
    const parts = [];
    for (const group of spec.groups()) {
      const hits = group.options.filter((each) =>
        `${each.label} ${each.search ?? ""}`.toLowerCase().includes(query));
      if (!hits.length) continue;
      if (group.label) parts.push(h("div", { class: "list-group", role: "presentation" }, group.label));
      for (const option of hits) {
        const at = shown.push(option) - 1;
        parts.push(h("div", {
          class: "list-option", role: "option", id: `${listId}-${at}`, "aria-selected": String(isChosen(option)),
          "data-value": option.value,
          onclick: () => toggle(option),
          onpointermove: () => mark(at),
        }, option.face?.(), h("span", { class: "list-words" }, h("span", null, option.label),
          option.description && h("small", null, option.description)), isChosen(option) && icon("check", 16)));
      }
    }
    if (!shown.length) parts.push(h("div", { class: "list-empty" }, spec.empty ?? "No results"));
    fill(list, parts);
    const chosen = fresh && !multi ? shown.findIndex(isChosen) : -1;
    mark(keep ?? Math.max(0, chosen), true);
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
        if (multi) input.value = "";
        else input.value = selected[0]?.label ?? "";
        input.setAttribute("aria-expanded", "false");
        input.removeAttribute("aria-activedescendant");
        spec.onclose?.([...selected]);
      },
    });
    input.setAttribute("aria-expanded", "true");
    draw();
    if (!multi) input.select();
  }

  input.addEventListener("click", open);
  input.addEventListener("input", () => {
    if (!list) open();
    fresh = false;
    draw();
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
  paint();
  return field;
}
