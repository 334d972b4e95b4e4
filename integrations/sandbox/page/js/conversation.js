// The open channel: header, bookmarks, the log of messages by day, and its composer.

import { h, fill, icon, reconcile } from "./dom.js";
import { store, openChannel, isBot, channelTitle, displayName, shortcuts } from "./state.js";
import { continues, isReply, messageItem } from "./message.js";
import { lineNotices, noticeNode } from "./notices.js";
import { headerItems } from "./header.js";
import { composer } from "./composer.js";
import { dayLabel, isoDay } from "./time.js";
import { messageKeys } from "./messagekeys.js";
import { join, markRead } from "./acts.js";

const NEAR_PX = 80;
let mounted = null; // {id, log, list, pill, head, foot, newest, firstNew}

export const leaveConversation = () => (mounted = null);

export function renderConversation(main, channel, extraHead = null) {
  const fresh = mounted?.id !== channel.id || mounted.user !== store.user || !mounted.list.isConnected;
  if (fresh) mount(main, channel);
  const { log, list, head, foot } = mounted;
  const atEnd = fresh || log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
  reconcile(head, headerItems(channel, extraHead));
  reconcile(list, logItems(channel));
  reconcile(foot, [footItem(channel)]);
  const newest = newestOf(channel);
  if (store.jump) jumpTo(list, log);
  else if (atEnd) log.scrollTop = log.scrollHeight;
  else if (newest && newest.ts !== mounted.newest) mounted.pill.hidden = false;
  if (newest?.ts !== mounted.newest && newest?.user === store.user && !store.jump) log.scrollTop = log.scrollHeight;
  mounted.newest = newest?.ts;
  if (fresh) focusComposer(foot);
  readIfSeen(channel);
}

/** Coming to a channel one can write at once, unless a keyboard would cover the screen or something else is in use. */
function focusComposer(foot) {
  const active = document.activeElement;
  const free = !active || active === document.body || active.closest(".rail");
  if (free && !store.thread && matchMedia("(hover: hover)").matches) foot.querySelector("textarea")?.focus({ preventScroll: true });
}

const newestOf = (channel) => channel.messages.filter((each) => !isReply(each)).at(-1);

function mount(main, channel) {
  const list = h("div", { class: "log-list" });
  const log = h("div", { class: "log", role: "log", tabindex: "0", onkeydown: messageKeys, "aria-label": `Messages in ${channelTitle(channel)}` }, list);
  const pill = h("button", { type: "button", class: "pill", hidden: true, onclick: () => (log.scrollTop = log.scrollHeight) },
    icon("arrow", 14), "New messages");
  log.addEventListener("scroll", () => {
    if (log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX) pill.hidden = true;
  });
  const head = h("div", { class: "conversation-head" });
  const foot = h("div", { class: "conversation-foot" });
  mounted = { id: channel.id, user: store.user, log, list, pill, head, foot, newest: null, firstNew: firstUnread(channel) };
  // Pictures and fonts arriving late must not lose the end.
  new ResizeObserver(() => {
    if (mounted?.log === log && pill.hidden && mounted.pinnedToEnd) log.scrollTop = log.scrollHeight;
  }).observe(list);
  log.addEventListener("scroll", () => {
    mounted.pinnedToEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
  });
  mounted.pinnedToEnd = true;
  fill(main, h("section", { class: "conversation" }, head, log, pill, foot));
}

/** The ts of the first message not read yet, where the line "New" stands until the channel is left. */
function firstUnread(channel) {
  if (!channel.unread) return null;
  return channel.messages.filter((each) => !isReply(each) && !each.ephemeral).at(-channel.unread)?.ts ?? null;
}

function logItems(channel) {
  const items = [introItem(channel)];
  let day = null;
  let before = null;
  for (const message of channel.messages) {
    if (isReply(message) && message.subtype !== "thread_broadcast" && !message.ephemeral) continue;
    if (message.ephemeral && isReply(message) && store.thread === message.thread_ts) continue;
    const today = isoDay(message.ts);
    if (today !== day) {
      const label = dayLabel(message.ts, store.state.now);
      items.push({
        key: `day-${today}`, sig: label,
        make: () => h("div", { class: "day", role: "separator" }, h("span", null, label)),
      });
      day = today;
      before = null;
    }
    if (message.ts === mounted.firstNew) {
      items.push({ key: "new", sig: "new", make: () => h("div", { class: "new-line", role: "separator" }, h("span", null, "New")) });
      before = null;
    }
    items.push(messageItem(message, { channel, compact: continues(message, before) }));
    before = message;
  }
  for (const notice of lineNotices()) {
    items.push({ key: `notice-${notice.id}`, sig: notice.text, make: () => noticeNode(notice, "notice-line") });
  }
  return items;
}

function introItem(channel) {
  const title = channelTitle(channel);
  const make = () => {
    if (channel.is_im) {
      return h("div", { class: "intro" }, h("h2", null, displayName(channel.user)),
        h("p", null, isBot(channel.user)
          ? `This is the beginning of your messages with ${title}. Only you and the app see them.`
          : `This conversation is just between you and ${title}.`));
    }
    return h("div", { class: "intro" }, h("h2", null, channel.is_private ? icon("lock", 22) : "# ", title),
      h("p", null, channel.purpose || `This is the very beginning of the ${channel.is_private ? "private " : ""}channel ${title}.`));
  };
  return { key: "intro", sig: `${title}|${channel.purpose}`, make };
}

function footItem(channel) {
  if (channel.is_archived) {
    return { key: "archived", sig: "", make: () => h("div", { class: "foot-note" }, `#${channel.name} is archived: nobody can write here any more.`) };
  }
  if (!channel.is_member && !channel.is_im) {
    return {
      key: "join", sig: channel.name,
      make: () => h("div", { class: "foot-note" }, h("span", null, "You are looking at ", h("b", null, `#${channel.name}`)),
        h("button", { type: "button", class: "button button-primary", "data-testid": "join", onclick: () => join(channel.id) }, "Join channel")),
    };
  }
  const key = `composer-${store.user}-${channel.id}`;
  const title = channel.is_im ? channelTitle(channel) : `#${channel.name}`;
  return { key, sig: `${title}|${JSON.stringify(shortcuts("global"))}`, make: () => composer({ channel: channel.id, placeholder: `Message ${title}`, testid: "composer" }) };
}

/** Scrolls to a message and lights it up once. */
function jumpTo(list, log) {
  const node = list.querySelector(`[data-ts="${CSS.escape(store.jump)}"]`);
  store.jump = null;
  if (!node) return;
  mounted.pinnedToEnd = false;
  log.scrollTop = node.offsetTop - log.clientHeight / 3;
  node.classList.remove("is-flashed");
  void node.offsetWidth;
  node.classList.add("is-flashed");
}

let reading = null;
function readIfSeen(channel) {
  if (!channel.unread || document.visibilityState !== "visible") return;
  const mark = `${channel.id} ${channel.unread} ${newestOf(channel)?.ts}`;
  if (reading === mark) return;
  reading = mark;
  markRead(channel.id);
}

document.addEventListener("visibilitychange", () => {
  const channel = store.state && openChannel();
  if (channel) readIfSeen(channel);
});
