// What a person does: each function is one POST of docs/sandbox.md.

import { store } from "./state.js";
import { refresh } from "./live.js";
import { toast } from "./notices.js";

/** Options of an external select for what was typed. Raises an Error when the app gives none. */
export async function suggest(container, block_id, action_id, value, values) {
  const answer = await fetch("/_sandbox/act/suggest", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ user: store.user, container, block_id, action_id, value, values }),
  });
  const result = await answer.json();
  if (!result.ok) throw new Error(result.error || "no options");
  return result;
}

async function act(name, body) {
  try {
    const answer = await fetch(`/_sandbox/act/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ user: store.user, ...body }),
    });
    const result = await answer.json().catch(() => ({ ok: answer.ok }));
    // What the app did wrong comes back as a notice; only a refused act itself is told here.
    if (answer.status >= 400) toast(`The sandbox refused this: ${result.error || answer.status}.`);
    await refresh();
    return result;
  } catch {
    toast("The sandbox cannot be reached. Is it still running?");
    return { ok: false, error: "unreachable" };
  }
}

export const sendCommand = (channel, command, text) =>
  act("command", { channel, command, text, wait: false });
export const sendMessage = (channel, text, thread_ts) =>
  act("message", { channel, text, ...(thread_ts ? { thread_ts } : {}), wait: false });
export const sendAction = (container, block_id, action_id, value, values) =>
  act("action", { container, block_id, action_id, value, values });
export const submitView = (view_id, values) => act("submit", { view_id, values });
export const closeView = (view_id) => act("close", { view_id, wait: false });
export const openHome = () => act("home", { wait: false });
export const openDirect = (other) => act("dm", { other });
export const join = (channel) => act("join", { channel });
export const leave = (channel) => act("leave", { channel });
export const markRead = (channel) => act("read", { channel, wait: false });
export const react = (channel, ts, name, remove) => act("react", { channel, ts, name, remove });
export const pin = (channel, ts, remove) => act("pin", { channel, ts, remove });
export const runShortcut = (callback_id) => act("shortcut", { callback_id, wait: false });
export const runMessageAction = (channel, ts, callback_id) =>
  act("message_action", { channel, ts, callback_id, wait: false });
export const doWithPhone = (what, key) => act("phone", { do: what, ...(key ? { key } : {}) });
export const sendSms = (text) => act("sms", { text });
export const dismissNotice = (notice) => act("dismiss", { notice });
export const dismissMessage = (channel, ts) => act("dismiss", { channel, ts });
