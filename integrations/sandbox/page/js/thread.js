// The pane on the right: one thread, with its own composer.

import { h, fill, icon, reconcile } from "./dom.js";
import { store, openChannel, channelTitle } from "./state.js";
import { continues, messageItem } from "./message.js";
import { composer } from "./composer.js";
import { messageKeys } from "./messagekeys.js";
import { openThread } from "./router.js";

let mounted = null;

export function renderThread(pane) {
  const channel = openChannel();
  const root = store.thread && channel?.messages.find((each) => each.ts === store.thread);
  const replies = store.thread ? channel?.messages.filter((each) => each.thread_ts === store.thread && each.ts !== store.thread) ?? [] : [];
  const open = Boolean(root || replies.length);
  pane.hidden = !open;
  document.body.classList.toggle("thread-open", open);
  if (!open) {
    fill(pane);
    mounted = null;
    return;
  }
  const key = `${store.user}-${channel.id}-${store.thread}`;
  const fresh = mounted?.key !== key;
  if (fresh) mount(pane, key, channel);
  const { log, list } = mounted;
  const atEnd = fresh || log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  reconcile(list, items(channel, root, replies));
  if (atEnd) log.scrollTop = log.scrollHeight;
}

function mount(pane, key, channel) {
  const list = h("div", { class: "log-list" });
  const log = h("div", { class: "log", role: "log", "aria-label": "Thread", tabindex: "0", onkeydown: messageKeys }, list);
  mounted = { key, log, list };
  const writable = !channel.is_archived && (channel.is_member || channel.is_im);
  fill(pane, h("section", { class: "conversation", "data-testid": "thread-pane" },
    h("header", { class: "bar" },
      h("div", { class: "bar-words" }, h("h2", { class: "bar-title" }, "Thread"),
        h("div", { class: "topic" }, channel.is_im ? channelTitle(channel) : `#${channel.name}`)),
      h("button", { type: "button", class: "icon-button", "aria-label": "Close the thread", "data-testid": "thread-close", onclick: closeThread }, icon("close"))),
    log,
    h("div", { class: "conversation-foot" }, writable && composer({
      channel: channel.id, thread: store.thread, placeholder: "Reply…", testid: "thread-composer",
    }))));
}

export function closeThread() {
  openThread(null);
  document.querySelector("[data-testid=composer]")?.focus({ preventScroll: true });
}

function items(channel, root, replies) {
  const found = [];
  if (root) found.push(messageItem(root, { channel, pane: "thread" }));
  const count = replies.filter((each) => !each.ephemeral).length;
  const label = count ? `${count} ${count === 1 ? "reply" : "replies"}` : "No replies yet";
  found.push({
    key: "count", sig: label,
    make: () => h("div", { class: "day day-left", role: "separator" }, h("span", null, label)),
  });
  replies.forEach((message, at) =>
    found.push(messageItem(message, { channel, pane: "thread", compact: continues(message, replies[at - 1]) })));
  return found;
}
