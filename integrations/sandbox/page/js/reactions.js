// The reactions under a message: one chip for each emoji, with its count; pressing it adds or takes back mine.

import { h, icon, reconcile } from "./dom.js";
import { store, channel, isWritable, namesOf } from "./state.js";
import { emoji } from "./emoji.js";
import { chooseEmoji } from "./emojipicker.js";
import { react } from "./acts.js";

const reactionsOf = (channelId, ts) =>
  channel(channelId)?.messages.find((each) => each.ts === ts)?.reactions ?? [];

const isMine = (reaction) => reaction?.users.includes(store.user);

/** Adds my reaction or takes it back; `keep` never takes it back. */
export function toggleReaction(channelId, ts, name, keep = false) {
  const mine = isMine(reactionsOf(channelId, ts).find((each) => each.name === name));
  return mine && keep ? undefined : react(channelId, ts, name, mine);
}

export const reactionHost = () => h("div", { class: "reactions", role: "group", "aria-label": "Reactions" });

/** Draws a message's reactions into its host; chips that stay are the same nodes, so that the focus survives. */
export function drawReactions(host, message, here) {
  const reactions = message.reactions ?? [];
  host.hidden = !reactions.length;
  const writable = isWritable(here);
  const items = reactions.map((each) => ({
    key: each.name, sig: JSON.stringify([each.users, each.count, namesOf(each.users), writable]),
    make: () => chip(each, message, here, writable),
  }));
  if (reactions.length && writable) items.push({ key: "add", sig: "", make: () => addButton(message, here) });
  reconcile(host, items);
}

function chip(reaction, message, here, writable) {
  const mine = isMine(reaction);
  const who = `${namesOf(reaction.users) || `${reaction.count} people`} reacted with :${reaction.name}:`;
  return h("button", {
    type: "button", class: `reaction${mine ? " is-mine" : ""}`, "data-testid": `reaction-${reaction.name}`,
    "aria-pressed": String(mine), "aria-label": `${reaction.count}: ${who}`, "data-tip": who, disabled: !writable,
    onclick: () => toggleReaction(here.id, message.ts, reaction.name),
  }, emoji(reaction.name) ? h("span", { class: "reaction-face" }, emoji(reaction.name)) : h("span", { class: "reaction-name" }, `:${reaction.name}:`),
  h("span", { class: "reaction-count" }, String(reaction.count ?? reaction.users.length)));
}

const addButton = (message, here) => h("button", {
  type: "button", class: "reaction reaction-add", "aria-label": "Add reaction", "data-tip": "Add reaction",
  "aria-haspopup": "dialog", "aria-expanded": "false", "data-testid": "reaction-add",
  onclick: (event) => chooseEmoji(event.currentTarget, (name) => toggleReaction(here.id, message.ts, name, true)),
}, icon("react", 16));
