// Block Kit: one block -> one node. The families are in the files beside this one.

import { h, reconcile } from "../dom.js";
import { references } from "../state.js";
import { textObject } from "../mrkdwn.js";
import { button, overflow } from "./buttons.js";
import { select } from "./selects.js";
import { radioButtons, checkboxes } from "./choices.js";
import { textInput, moment } from "./inputs.js";
import { richText } from "./richtext.js";
import { image, imageBlock } from "./images.js";

const ELEMENTS = {
  button, workflow_button: button, overflow,
  static_select: select, external_select: select, users_select: select, conversations_select: select,
  channels_select: select, multi_static_select: select, multi_external_select: select,
  multi_users_select: select, multi_conversations_select: select, multi_channels_select: select,
  radio_buttons: radioButtons, checkboxes,
  plain_text_input: textInput, number_input: textInput, email_text_input: textInput, url_text_input: textInput,
  datepicker: moment, timepicker: moment, datetimepicker: moment,
  image,
};

const BLOCKS = {
  section, header, context, actions, input, image: imageBlock, rich_text: richText,
  divider: () => h("hr"),
  markdown: (block) => h("div", { class: "words" }, textObject({ type: "mrkdwn", text: block.text })),
};

/** Keeps `parent` showing `blocks`; unchanged blocks keep their nodes. `ctx` is a context of context.js. */
export function renderBlocks(parent, blocks, ctx) {
  reconcile(parent, (blocks ?? []).map((block, at) => {
    const id = block.block_id ?? `block-${at}`;
    const json = JSON.stringify(block);
    return {
      key: id,
      sig: `${json}|${ctx.errors[id] ?? ""}|${references(json)}`,
      make: () => renderBlock(block.block_id ? block : { ...block, block_id: id }, ctx),
    };
  }));
}

export function renderBlock(block, ctx) {
  const make = BLOCKS[block.type];
  const body = make ? make(block, ctx) : h("p", { class: "muted" }, `[${block.type}]`);
  return h("div", { class: `block block-${block.type}`, "data-testid": `block-${block.block_id}` }, body);
}

export function renderElement(element, block, ctx) {
  const make = ELEMENTS[element.type];
  return make ? make(element, block, ctx) : h("span", { class: "muted" }, `[${element.type}]`);
}

function header(block) {
  return h("h3", { class: "block-title" }, textObject(block.text));
}

function section(block, ctx) {
  const { accessory } = block;
  return [
    h("div", { class: "section-words" },
      block.text && h("div", { class: "words" }, textObject(block.text)),
      block.fields && h("div", { class: "fields" },
        block.fields.map((field) => h("div", { class: "field words" }, textObject(field))))),
    accessory && h("div", { class: `accessory accessory-${accessory.type}` }, renderElement(accessory, block, ctx)),
  ];
}

function context(block, ctx) {
  return block.elements.map((element) =>
    element.type === "image" ? renderElement(element, block, ctx) : h("span", { class: "words" }, textObject(element)));
}

function actions(block, ctx) {
  return block.elements.map((element) => renderElement(element, block, ctx));
}

function input(block, ctx) {
  const { element } = block;
  const id = ctx.idOf(block, element);
  const fault = ctx.errors[block.block_id];
  const grouped = ["radio_buttons", "checkboxes"].includes(element.type);
  return [
    h(grouped ? "span" : "label", { class: "label", id: `${id}-label`, for: grouped ? undefined : id },
      textObject(block.label), block.optional && h("span", { class: "optional" }, " (optional)")),
    renderElement(element, block, ctx),
    fault && h("p", { class: "fault", id: `${id}-fault`, role: "alert" }, fault),
    block.hint && h("p", { class: "hint", id: `${id}-hint` }, textObject(block.hint)),
  ];
}
