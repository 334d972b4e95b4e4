// One message: author, words, blocks, attachments, thread count, and what Slack writes about itself.

import { h, icon } from "./dom.js";
import { avatar } from "./avatar.js";
import { store, displayName, isBot, isWritable, references, shortcuts, user } from "./state.js";
import { mrkdwn } from "./mrkdwn.js";
import { renderBlock, renderBlocks } from "./blocks/index.js";
import { contextOf } from "./blocks/context.js";
import { clock, full, ago, isoDay } from "./time.js";
import { openThread } from "./router.js";
import { dismissMessage } from "./acts.js";
import { toolbar } from "./toolbar.js";
import { drawReactions, reactionHost } from "./reactions.js";

const SYSTEM = /^(channel|group)_(join|leave|topic|purpose|name|archive|unarchive)$|^(pinned_item|bot_add|bot_remove|bookmark_\w+)$/;
const GROUP_SECONDS = 300;

export const isSystem = (message) => SYSTEM.test(message.subtype ?? "");
export const isReply = (message) => Boolean(message.thread_ts && message.thread_ts !== message.ts);
const author = (message) => message.user || message.bot_id || store.state.app.bot_user_id;
const authorName = (message) => message.username || displayName(author(message));

/** Whether `message` continues the one before it: same author, same day, within five minutes. */
export function continues(message, before) {
  return Boolean(before) && !isSystem(message) && !isSystem(before) && !message.ephemeral && !before.ephemeral &&
    author(message) === author(before) && (message.username ?? "") === (before.username ?? "") &&
    !before.reply_count && message.ts - before.ts < GROUP_SECONDS && isoDay(message.ts) === isoDay(before.ts);
}

/** The item of reconcile() for a message. */
export function messageItem(message, { channel, compact = false, pane = "main" }) {
  const { reactions, ...rest } = message;
  const json = JSON.stringify(rest);
  const pinned = channel.pins?.includes(message.ts);
  const who = JSON.stringify(user(author(message)) ?? null);
  const sig = [json, compact, pinned, who, references(json), store.state.me, isWritable(channel),
    JSON.stringify(shortcuts("message")), message.reply_count && ageOf(message)].join("|");
  return {
    key: message.ts,
    sig: `${sig}|${JSON.stringify(reactions ?? [])}`,
    make: () => Object.assign(messageNode(message, { channel, compact, pane, pinned }), { wordsSig: sig }),
    // A reaction leaves the rest alone: an open menu or a half-typed field in the message stays.
    patch(node) {
      if (node.wordsSig !== sig) return false;
      const host = node.querySelector(".reactions");
      if (host) drawReactions(host, message, channel);
      return true;
    },
  };
}

const ageOf = (message) => ago(message.latest_reply ?? lastReply(message) ?? message.ts, store.state.now);

function lastReply(message) {
  for (const each of store.state.channels) {
    const replies = each.messages?.filter((reply) => reply.thread_ts === message.ts && isReply(reply));
    if (replies?.length) return replies.at(-1).ts;
  }
  return undefined;
}

function messageNode(message, view) {
  if (isSystem(message)) return systemNode(message);
  const { channel, compact, pane, pinned } = view;
  const name = authorName(message);
  const reactions = reactionHost();
  drawReactions(reactions, message, channel);
  return h("article", {
    tabindex: "-1",
    class: ["message", compact && "is-compact", pinned && "is-pinned", message.ephemeral && "is-ephemeral"].filter(Boolean).join(" "),
    "data-testid": message.ephemeral ? "ephemeral" : "message", "data-ts": message.ts,
    "aria-label": `${name}, ${clock(message.ts)}`,
  },
    message.ephemeral && h("div", { class: "message-tag" }, icon("eye", 13), "Only visible to you"),
    pinned && h("div", { class: "message-tag tag-pinned" }, icon("pin", 13), "Pinned to this channel"),
    h("div", { class: "gutter" }, compact ? h("time", { class: "stamp", title: full(message.ts) }, clock(message.ts))
      : avatar(author(message), 36, message.username)),
    h("div", { class: "message-main" },
      !compact && h("div", { class: "message-head" },
        h("span", { class: "author" }, name),
        (isBot(message.user) || message.bot_id) && h("span", { class: "badge" }, "APP"),
        h("time", { class: "stamp", title: full(message.ts) }, clock(message.ts)),
        message.blocks?.length > 0 && editedMark(message)),
      h("div", { class: "message-body" }, ...bodyOf(message, channel, pane), compact && message.blocks?.length > 0 && editedMark(message)),
      reactions,
      pane === "main" && message.reply_count > 0 && threadLine(message),
      message.ephemeral && h("button", {
        type: "button", class: "link-button small", "data-testid": "dismiss",
        onclick: () => dismissMessage(channel.id, message.ts),
      }, "Dismiss message")),
    !message.ephemeral && toolbar(message, channel, pane));
}

function bodyOf(message, channel, pane) {
  const parts = [];
  const ctx = contextOf({
    // Both panes may show one message, each with its own entries and element ids.
    key: `${pane}-${channel.id}-${message.ts}`,
    container: { type: "message", channel: channel.id, ts: message.ts },
    blocks: () => [...(message.blocks ?? []), ...(message.attachments ?? []).flatMap((each) => each.blocks ?? [])],
    channel: channel.id,
  });
  if (message.blocks?.length) {
    const blocks = h("div", { class: "blocks" });
    renderBlocks(blocks, message.blocks, ctx);
    parts.push(blocks);
  } else if (message.text) {
    parts.push(h("div", { class: "words" }, mrkdwn(message.text), message.edited && [" ", editedMark(message)]));
  }
  for (const each of message.attachments ?? []) parts.push(attachment(each, ctx));
  return parts;
}

const editedMark = (message) => message.edited &&
  h("span", { class: "edited", title: message.edited.ts ? full(message.edited.ts) : undefined }, "(edited)");

const NAMED = { good: "#2eb67d", warning: "#ecb22e", danger: "#e01e5a" };

function attachment(each, ctx) {
  const colour = NAMED[each.color] ?? (/^#?[0-9a-f]{6}$/i.test(each.color ?? "") ? `#${each.color.replace("#", "")}` : null);
  return h("div", { class: "attachment", style: colour ? { borderLeftColor: colour } : {} },
    each.pretext && h("div", { class: "words" }, mrkdwn(each.pretext)),
    each.author_name && h("div", { class: "muted small" }, each.author_name),
    each.title && h("div", { class: "attachment-title words" },
      mrkdwn(each.title_link ? `<${each.title_link}|${each.title}>` : each.title)),
    !each.blocks && (each.text || each.fallback) && h("div", { class: "words" }, mrkdwn(each.text || each.fallback)),
    each.fields && h("div", { class: "fields" }, each.fields.map((field) =>
      h("div", { class: field.short ? "field" : "field field-long" }, h("b", null, field.title), h("div", { class: "words" }, mrkdwn(field.value))))),
    each.blocks && h("div", { class: "blocks" }, each.blocks.map((block, at) =>
      renderBlock(block.block_id ? block : { ...block, block_id: `attachment-${at}` }, ctx))),
    each.footer && h("div", { class: "muted small" }, each.footer));
}

function threadLine(message) {
  const faces = (message.reply_users ?? []).slice(0, 4);
  const count = message.reply_count;
  return h("button", { type: "button", class: "thread-line", "data-testid": "thread-count", onclick: () => openThread(message.ts) },
    faces.map((id) => avatar(id, 22)),
    h("span", { class: "thread-count" }, `${count} ${count === 1 ? "reply" : "replies"}`),
    h("span", { class: "muted" }, `Last reply ${ageOf(message)}`));
}

function systemNode(message) {
  const who = message.user ? displayName(message.user) : "";
  return h("article", { tabindex: "-1", class: "message is-system", "data-testid": "message", "data-ts": message.ts, "data-subtype": message.subtype },
    h("div", { class: "gutter" }, message.user && avatar(message.user, 20)),
    h("div", { class: "words" }, systemWords(message, who)),
    h("time", { class: "stamp", title: full(message.ts) }, clock(message.ts)));
}

/** Slack's text begins with the person's mention; the page shows their name instead. */
function systemWords(message, who) {
  const text = message.text ?? "";
  const rest = message.user ? text.replace(new RegExp(`^<@${message.user}(\\|[^>]*)?>\\s*`), "") : text;
  return [who && h("b", null, who), who && " ", ...mrkdwn(rest)];
}
