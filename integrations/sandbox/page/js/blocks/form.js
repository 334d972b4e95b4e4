// What a person has typed and picked in one container (a view, or a message), in the shape of Slack's
// state.values. It lives apart from the page's nodes, so a view that changes keeps it by block_id and action_id.

export class Form {
  #values = new Map();
  #seed = {};

  #key = (block, element) => `${block.block_id}\u0000${element.action_id}`;

  /** What Slack holds for this view: it serves after a reload, or in a second window. */
  seed(values) {
    this.#seed = values ?? {};
  }

  /** The value as Slack carries it: what was entered, else what Slack holds, else the element's initial one. */
  value(block, element) {
    const held = this.#seed[block.block_id]?.[element.action_id];
    return this.#values.get(this.#key(block, element)) ?? (held?.type === element.type ? held : initialValue(element));
  }

  set(block, element, value) {
    this.#values.set(this.#key(block, element), value);
  }

  /** {block_id: {action_id: value}} of every element that holds a value. */
  state(blocks) {
    const state = {};
    for (const [block, element] of elementsOf(blocks)) {
      if (STATELESS.has(element.type) || !element.action_id) continue;
      (state[block.block_id] ??= {})[element.action_id] = this.value(block, element);
    }
    return state;
  }
}

const STATELESS = new Set(["button", "overflow", "image", "workflow_button", "icon_button"]);

export function* elementsOf(blocks) {
  for (const block of blocks ?? []) {
    if (block.element) yield [block, block.element];
    if (block.accessory) yield [block, block.accessory];
    if (block.type === "actions") for (const each of block.elements) yield [block, each];
  }
}

const NAMES = {
  static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"],
  radio_buttons: ["selected_option", "initial_option"],
  users_select: ["selected_user", "initial_user"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  channels_select: ["selected_channel", "initial_channel"],
  multi_static_select: ["selected_options", "initial_options"],
  multi_external_select: ["selected_options", "initial_options"],
  checkboxes: ["selected_options", "initial_options"],
  multi_users_select: ["selected_users", "initial_users"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
  rich_text_input: ["rich_text_value", "initial_value"],
};

/** The name of the value's own field, for example "selected_option". */
export const fieldOf = (type) => NAMES[type]?.[0] ?? "value";

export const isMany = (type) => type.startsWith("multi_") || type === "checkboxes";

export function initialValue(element) {
  const [field, initial] = NAMES[element.type] ?? ["value", "initial_value"];
  return { type: element.type, [field]: element[initial] ?? (isMany(element.type) ? [] : null) };
}

export function isEmpty(value) {
  const held = value[fieldOf(value.type)];
  return held === null || held === undefined || held === "" || (Array.isArray(held) && !held.length);
}

/** What Slack's own client refuses before it asks the app: {block_id: text}. */
export function faultsOf(blocks, form) {
  const faults = {};
  for (const block of blocks) {
    if (block.type !== "input") continue;
    const fault = faultOf(block, form.value(block, block.element));
    if (fault) faults[block.block_id] = fault;
  }
  return faults;
}

function faultOf(block, value) {
  const { element } = block;
  if (isEmpty(value)) return block.optional ? null : "Please complete this required field.";
  const held = value[fieldOf(value.type)];
  if (element.type === "plain_text_input") {
    if (element.max_length && held.length > element.max_length) {
      return `Must be at most ${element.max_length} characters; this has ${held.length}.`;
    }
    if (element.min_length && held.length < element.min_length) {
      return `Must be at least ${element.min_length} characters.`;
    }
  }
  if (element.type === "email_text_input" && !/^\S+@\S+\.\S+$/.test(held)) return "Not a valid email address.";
  if (element.type === "url_text_input" && !/^https?:\/\/\S+$/i.test(held)) return "Not a valid URL.";
  if (element.type === "number_input") return numberFault(element, held);
  return null;
}

function numberFault(element, held) {
  const number = Number(held);
  if (Number.isNaN(number)) return "Not a number.";
  if (!element.is_decimal_allowed && !Number.isInteger(number)) return "Must be a whole number.";
  if (element.min_value !== undefined && number < Number(element.min_value)) return `Must be at least ${element.min_value}.`;
  if (element.max_value !== undefined && number > Number(element.max_value)) return `Must be at most ${element.max_value}.`;
  return null;
}
