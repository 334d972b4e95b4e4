// Typed values: text, number, e-mail, URL, and the date and time fields.

import { h } from "../dom.js";
import { plain } from "../mrkdwn.js";
import { fromLocalField, toLocalField } from "../time.js";
import { fieldOf } from "./form.js";
import { confirmed } from "./buttons.js";
import { controlAttrs } from "./control.js";

const TYPES = { number_input: "number", email_text_input: "email", url_text_input: "url" };
const PAUSE_MS = 500;

export function textInput(element, block, ctx) {
  const valueOf = (text) => ({ type: element.type, value: text === "" ? null : text });
  const config = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  let pause = null;
  const count = element.max_length ? h("span", { class: "count", "aria-hidden": "true" }) : null;
  const recount = () => {
    if (!count) return;
    const left = element.max_length - node.value.length;
    count.textContent = left <= Math.max(20, element.max_length * 0.1) ? left : "";
    count.classList.toggle("is-over", left < 0);
  };
  const node = h(element.multiline ? "textarea" : "input", {
    ...controlAttrs(element, block, ctx),
    class: "input",
    type: element.multiline ? undefined : TYPES[element.type] ?? "text",
    rows: element.multiline ? 4 : undefined,
    step: element.type === "number_input" ? (element.is_decimal_allowed ? "any" : "1") : undefined,
    min: element.min_value, max: element.max_value,
    autocomplete: "off",
    placeholder: element.placeholder && plain(element.placeholder.text),
    value: ctx.value(block, element).value ?? "",
    oninput: () => {
      recount();
      ctx.change(block, element, valueOf(node.value), { send: false });
      if (!block.dispatch_action || !config.includes("on_character_entered")) return;
      clearTimeout(pause);
      pause = setTimeout(() => ctx.send(block, element, valueOf(node.value)), PAUSE_MS);
    },
    onkeydown: (event) => {
      if (event.key !== "Enter" || event.isComposing || event.shiftKey) return;
      if (!block.dispatch_action || !config.includes("on_enter_pressed") || element.multiline) return;
      event.preventDefault(); // This Enter is an action, not a submission.
      clearTimeout(pause);
      ctx.send(block, element, valueOf(node.value));
    },
  });
  recount();
  return count ? h("div", { class: "counted" }, node, count) : node;
}

const MOMENTS = {
  datepicker: { type: "date", show: (held) => held ?? "", read: (text) => text || null },
  timepicker: { type: "time", show: (held) => held ?? "", read: (text) => text || null },
  datetimepicker: {
    type: "datetime-local",
    show: (held) => (held ? toLocalField(held) : ""),
    read: (text) => (text ? fromLocalField(text) : null),
  },
};

export function moment(element, block, ctx) {
  const { type, show, read } = MOMENTS[element.type];
  const field = fieldOf(element.type);
  const valueOf = () => ({ type: element.type, [field]: read(node.value) });
  const node = h("input", {
    ...controlAttrs(element, block, ctx),
    class: "input input-moment", type,
    value: show(ctx.value(block, element)[field]),
    onchange: () => confirmed(
      element.confirm,
      () => ctx.change(block, element, valueOf()),
      () => (node.value = show(ctx.value(block, element)[field])),
    ),
  });
  return node;
}
