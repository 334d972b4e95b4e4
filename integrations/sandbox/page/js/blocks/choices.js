// Radio buttons and check boxes.

import { h } from "../dom.js";
import { textObject } from "../mrkdwn.js";
import { confirmed } from "./buttons.js";
import { controlAttrs } from "./control.js";

function group(element, block, ctx, type, isChosen, onpick) {
  const attrs = controlAttrs(element, block, ctx);
  const id = attrs.id;
  return h("div", {
    ...attrs, class: "choices", role: type === "radio" ? "radiogroup" : "group",
    "aria-labelledby": block.type === "input" ? `${id}-label` : undefined,
    "data-autofocus": undefined,
  }, element.options.map((option, at) =>
    h("label", { class: "choice" },
      h("input", {
        type, name: id, "data-value": option.value,
        checked: isChosen(option),
        "data-autofocus": element.focus_on_load && at === 0 ? "" : undefined,
        onchange: (event) => onpick(option, event.target),
      }),
      h("span", { class: "choice-words" }, h("span", { class: "words" }, textObject(option.text)),
        option.description && h("small", { class: "words" }, textObject(option.description))))));
}

export function radioButtons(element, block, ctx) {
  const chosen = () => ctx.value(block, element).selected_option?.value;
  return group(element, block, ctx, "radio", (option) => option.value === chosen(), (option, box) =>
    confirmed(
      element.confirm,
      () => ctx.change(block, element, { type: element.type, selected_option: option }),
      () => {
        for (const each of box.closest(".choices").querySelectorAll("input")) each.checked = each.dataset.value === chosen();
      },
    ));
}

export function checkboxes(element, block, ctx) {
  const held = () => ctx.value(block, element).selected_options ?? [];
  const isChosen = (option) => held().some((each) => each.value === option.value);
  return group(element, block, ctx, "checkbox", isChosen, (option, box) => {
    const others = held().filter((each) => each.value !== option.value);
    const kept = new Set([...others.map((each) => each.value), ...(box.checked ? [option.value] : [])]);
    const selected_options = element.options.filter((each) => kept.has(each.value));
    confirmed(
      element.confirm,
      () => ctx.change(block, element, { type: element.type, selected_options }),
      () => (box.checked = !box.checked),
    );
  });
}
