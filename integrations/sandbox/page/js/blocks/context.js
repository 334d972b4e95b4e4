// The surroundings of blocks: the container they stand in, what was entered there, and how a change is sent.

import { sendAction, suggest } from "../acts.js";
import { Form } from "./form.js";

const forms = new Map();

/** One Form for each container for as long as the page lives. */
export function formOf(key) {
  if (!forms.has(key)) forms.set(key, new Form());
  return forms.get(key);
}

export const forgetForm = (key) => forms.delete(key);

/**
 * contextOf({key, container, blocks}): `container` is what act/action names, `blocks` gives the present
 * blocks so that an action carries the values around it.
 */
export function contextOf({ key, container, blocks, errors = {}, channel = null, seed = null, onedit }) {
  const form = formOf(key);
  form.seed(seed);
  return {
    key, container, form, errors, channel,
    idOf: (block, element) => `${key}-${block.block_id}-${element.action_id}`.replace(/[^\w.-]/g, "_"),
    value: (block, element) => form.value(block, element),
    /** The person changed a value: kept, and sent where Slack would send it. */
    change(block, element, value, { send = block.type !== "input" || block.dispatch_action } = {}) {
      form.set(block, element, value);
      onedit?.(block);
      return send ? this.send(block, element, value) : undefined;
    },
    suggest(block, element, typed) {
      return suggest(container, block.block_id, element.action_id, typed, form.state(blocks()));
    },
    send(block, element, value) {
      return sendAction(container, block.block_id, element.action_id, value, form.state(blocks()));
    },
  };
}
