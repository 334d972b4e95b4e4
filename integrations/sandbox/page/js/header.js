// The bar above a conversation: name, topic, members, pins, bookmarks.

import { h, icon } from "./dom.js";
import { avatar } from "./avatar.js";
import { store, displayName, user, isBot, channelTitle, membersOf } from "./state.js";
import { mrkdwn, plain, wordsOf } from "./mrkdwn.js";
import { emoji } from "./emoji.js";
import { openPopover, openMenu, closePopover } from "./popover.js";
import { go, openThread, parsePermalink } from "./router.js";
import { leave, openDirect } from "./acts.js";
import { clock, dayLabel } from "./time.js";
import { isReply } from "./message.js";

export const menuButton = () =>
  h("button", {
    type: "button", class: "icon-button rail-toggle", "aria-label": "Open the channel list",
    onclick: () => document.body.classList.toggle("rail-open"),
  }, icon("menu", 20));

export function headerItems(channel, extra) {
  const items = [{
    key: "bar",
    sig: JSON.stringify([channel.name, channel.topic, channel.members, membersOf(channel), channel.pins, channel.is_private, channel.is_archived,
      channel.is_member, channelTitle(channel)]) + (extra?.sig ?? ""),
    make: () => bar(channel, extra),
  }];
  if (channel.bookmarks?.length) {
    items.push({ key: "bookmarks", sig: JSON.stringify(channel.bookmarks), make: () => bookmarks(channel) });
  }
  return items;
}

function bar(channel, extra) {
  const title = channelTitle(channel);
  const mark = channel.is_im ? avatar(channel.user, 24) : channel.is_private ? icon("lock", 17) : icon("hash", 17);
  return h("header", { class: "bar" },
    menuButton(),
    h("div", { class: "bar-words" },
      h("h1", { class: "bar-title", "data-testid": "channel-title" }, mark, h("span", null, title),
        channel.is_archived && h("span", { class: "badge" }, "Archived")),
      !channel.is_im && h("div", { class: "topic", "data-testid": "topic", title: wordsOf(channel.topic ?? "") }, mrkdwn(channel.topic ?? ""))),
    extra?.make(),
    h("div", { class: "bar-tools" },
      channel.pins?.length > 0 && h("button", {
        type: "button", class: "tool", "aria-label": `${channel.pins.length} pinned`, title: "Pinned messages",
        "data-testid": "pins", "aria-expanded": "false",
        onclick: (event) => showPins(event.currentTarget, channel),
      }, icon("pin", 16), String(channel.pins.length)),
      !channel.is_im && h("button", {
        type: "button", class: "tool tool-members", "aria-label": `${membersOf(channel)} members`, title: "Members",
        "data-testid": "members", "aria-expanded": "false",
        onclick: (event) => showMembers(event.currentTarget, channel),
      }, h("span", { class: "faces" }, channel.members.slice(0, 3).map((id) => avatar(id, 22))), String(membersOf(channel))),
      !channel.is_im && channel.is_member && !channel.is_archived && h("button", {
        type: "button", class: "icon-button", "aria-label": "Channel menu", "aria-haspopup": "menu", "aria-expanded": "false",
        onclick: (event) => openMenu(event.currentTarget, [{ label: `Leave #${channel.name}`, run: () => leave(channel.id) }], { align: "end" }),
      }, icon("more", 18))));
}

function showMembers(anchor, channel) {
  openPopover(anchor, h("ul", { class: "people" }, channel.members.map((id) =>
    h("li", null, h("button", {
      type: "button", class: "person",
      onclick: async () => {
        closePopover();
        if (id === store.user) return;
        const answer = await openDirect(id);
        if (answer.channel) go({ kind: "channel", id: answer.channel.id ?? answer.channel });
      },
    },
      avatar(id, 32),
      h("span", { class: "person-words" },
        h("b", null, displayName(id), id === store.user && h("span", { class: "muted" }, " (you)"),
          isBot(id) && h("span", { class: "badge" }, "APP"), user(id)?.deleted && h("span", { class: "muted" }, " (deactivated)")),
        h("small", null, user(id)?.title ?? ""))))),
  membersOf(channel) > channel.members.length &&
    h("li", { class: "list-empty" }, `and ${membersOf(channel) - channel.members.length} more`)),
  { label: "Members", align: "end", className: "popover-people" });
}

function showPins(anchor, channel) {
  const pinned = channel.pins.map((ts) => channel.messages.find((each) => each.ts === ts) ?? { ts });
  openPopover(anchor, h("ul", { class: "pins" }, pinned.map((message) =>
    h("li", null, h("button", {
      type: "button", class: "pinned", "data-testid": "pin", "data-ts": message.ts,
      onclick: () => {
        closePopover();
        if (message.thread_ts && isReply(message)) openThread(message.thread_ts);
        else go({ kind: "channel", id: channel.id }, { thread: store.thread, jump: message.ts });
      },
    },
      h("span", { class: "pinned-head" }, h("b", null, message.username || displayName(message.user || store.state.app.bot_user_id)),
        h("span", { class: "muted" }, `${dayLabel(message.ts, store.state.now)}, ${clock(message.ts)}`)),
      h("span", { class: "pinned-words" }, excerpt(message)))))),
  { label: "Pinned messages", align: "end", className: "popover-pins" });
}

function excerpt(message) {
  const block = message.blocks?.find((each) => each.text?.text);
  return wordsOf(message.text || block?.text.text || "A message").slice(0, 160);
}

function bookmarks(channel) {
  return h("nav", { class: "bookmarks", "aria-label": "Bookmarks" }, channel.bookmarks.map((each) => {
    const safe = /^(https?:|mailto:|slack:)/i.test(each.link ?? "");
    const place = parsePermalink(each.link ?? "");
    return h("a", {
      class: "bookmark", "data-testid": "bookmark", href: safe ? each.link : undefined, target: place ? undefined : "_blank",
      rel: "noopener noreferrer", title: each.link,
      onclick: (event) => {
        if (!place || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        go({ kind: "channel", id: place.id }, { thread: place.thread, jump: place.ts });
      },
    }, h("span", { "aria-hidden": "true" }, emoji(each.emoji) ?? icon("link", 13)), plain(each.title));
  }));
}
