// The left rail: workspace, who I am, channels, direct messages, apps.

import { h, icon, reconcile } from "./dom.js";
import { avatar } from "./avatar.js";
import { store, shown, displayName, user } from "./state.js";
import { go } from "./router.js";
import { showWho } from "./switcher.js";
import { browseChannels, choosePerson } from "./browse.js";
import { quickSwitch } from "./quick.js";
import { draftOf } from "./composer.js";
import { toggleWire } from "./wire.js";
import { mails, unreadMail } from "./mail.js";
import { isRinging } from "./phone.js";

const NEW_MS = 15000;
let known = null; // {user, ids: Map id -> time it appeared, or 0 for those there at the start}

export function renderSidebar(rail) {
  const { state } = store;
  noteNew();
  const mine = user(state.me);
  reconcile(rail, [
    { key: "head", sig: JSON.stringify([state.team, mine]), make: () => head(state.team) },
    { key: "find", sig: "", make: () => h("button", { type: "button", class: "rail-find", onclick: quickSwitch }, icon("search", 15), "Jump to…", h("kbd", null, "Ctrl K")) },
    { key: "lists", sig: "", make: () => h("div", { class: "rail-lists" }) },
    { key: "foot", sig: "", make: foot },
  ]);
  reconcile(rail.querySelector(".rail-lists"), [
    list("channels", "Channels", channelRows(), { label: "Browse channels", run: browseChannels }),
    list("direct", "Direct messages", directRows(), { label: "Write to someone", run: choosePerson }),
    list("apps", "Apps", appRows(), null),
  ].map((each) => ({ key: each.key, sig: "", make: () => section(each), rows: each.rows })));
  for (const each of [["channels", channelRows()], ["direct", directRows()], ["apps", appRows()]]) {
    reconcile(rail.querySelector(`[data-list=${each[0]}]`), each[1]);
  }
}

const list = (key, title, rows, more) => ({ key, title, rows, more });

/** A channel that comes while the page is open (an invitation) lights up for a while. */
function noteNew() {
  const first = known?.user !== store.user;
  if (first) known = { user: store.user, ids: new Map() };
  for (const each of store.state.channels) {
    if (shown(each) && !known.ids.has(each.id)) {
      known.ids.set(each.id, first ? 0 : Date.now());
    }
    if (isOpen(each.id)) known.ids.set(each.id, 0); // Seen is not new any more.
  }
}
const isNew = (id) => Date.now() - (known.ids.get(id) || 0) < NEW_MS;

function head(team) {
  const me = store.user;
  return h("header", { class: "rail-head" },
    h("div", { class: "team" }, h("span", { class: "team-mark", "aria-hidden": "true" }, team.name[0]),
      h("span", { class: "team-name" }, team.name), h("span", { class: "team-tag" }, "sandbox")),
    h("button", {
      type: "button", class: "who", "data-testid": "user-switcher", "aria-haspopup": "listbox", "aria-expanded": "false",
      "aria-label": `You are ${displayName(me)}. Be someone else`,
      onclick: (event) => showWho(event.currentTarget),
    }, avatar(me, 34), h("span", { class: "who-words" },
      h("small", null, "You are"), h("b", null, displayName(me)), h("small", null, user(me)?.title ?? "")), icon("down", 15)));
}

function foot() {
  return h("div", { class: "rail-foot" },
    h("button", { type: "button", class: "rail-wire", "data-testid": "wire-toggle", onclick: toggleWire }, icon("wire", 15), "Wire log"));
}

function section({ key, title, more }) {
  return h("section", { class: "rail-section" },
    h("h2", null, title, more && h("button", { type: "button", class: "rail-plus", "aria-label": more.label, title: more.label, "data-testid": `browse-${key}`, onclick: more.run }, icon("plus", 14))),
    h("ul", { "data-list": key, "aria-label": title }));
}

const isOpen = (id) => store.place?.kind === "channel" && store.place.id === id;

function row({ key, testid, open, unread, mark, name, fresh, muted, run, tail }) {
  const sig = JSON.stringify([open, unread, name, fresh, muted, Boolean(tail)]);
  return {
    key, sig,
    make: () => h("li", null, h("button", {
      type: "button", "data-testid": testid,
      class: ["row", open && "is-open", unread && "is-unread", fresh && "is-new", muted && "is-muted"].filter(Boolean).join(" "),
      "aria-current": open ? "page" : undefined,
      "aria-label": unread ? `${name}, ${unread} unread` : undefined,
      onclick: run,
    }, mark(), h("span", { class: "row-name" }, name), fresh && h("span", { class: "row-new" }, "new"), tail,
    unread ? h("span", { class: "count-badge", "aria-hidden": "true" }, String(unread)) : null)),
  };
}

function channelRows() {
  const here = store.state.channels.filter((each) => !each.is_im && (shown(each) || isOpen(each.id)));
  return here.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true })).map((each) => row({
    key: each.id, testid: `channel-${each.name}`, open: isOpen(each.id), unread: each.unread, name: each.name,
    fresh: isNew(each.id) && !isOpen(each.id), muted: !each.is_member || each.is_archived,
    mark: () => icon(each.is_private ? "lock" : "hash", 15),
    run: () => go({ kind: "channel", id: each.id }),
    tail: !isOpen(each.id) && draftOf(each.id) ? h("span", { class: "row-draft", title: "Draft" }, "✎") : null,
  }));
}

function directRows() {
  return store.state.channels.filter((each) => each.is_im && each.user !== store.state.app.bot_user_id)
    .map((each) => row({
      key: each.id, testid: `dm-${user(each.user)?.name ?? each.user}`, open: isOpen(each.id), unread: each.unread,
      name: displayName(each.user) + (each.user === store.user ? " (you)" : ""), fresh: false,
      mark: () => avatar(each.user, 20), run: () => go({ kind: "channel", id: each.id }),
    }));
}

function appRows() {
  const { app, channels } = store.state;
  const direct = channels.find((each) => each.is_im && each.user === app.bot_user_id);
  const rows = [row({
    key: "app", testid: "app", open: store.place?.kind === "app", unread: direct?.unread, name: app.name,
    mark: () => avatar(app.bot_user_id, 20),
    run: () => openApp(direct?.unread || !app.app_home?.home_tab ? "messages" : "home"),
  })];
  if (mails().length) {
    rows.push(row({
      key: "mail", testid: "mail-box", open: store.place?.kind === "mail", unread: unreadMail(), name: "Mail",
      mark: () => h("span", { class: "row-mark" }, icon("mail", 16)), run: () => go({ kind: "mail", id: null }),
    }));
  }
  if (store.state.phone) {
    rows.push(row({
      key: "phone", testid: "phone-box", open: store.place?.kind === "phone", unread: isRinging() ? 1 : 0, name: "Phone",
      mark: () => h("span", { class: "row-mark" }, icon("phone", 16)), run: () => go({ kind: "phone" }),
    }));
  }
  return rows;
}

/** The Home itself tells the app that somebody came (home.js). */
export const openApp = (tab) => go({ kind: "app", tab });

/** The rows in their order, for Alt+Up and Alt+Down. */
export function rowsInOrder(rail) {
  return [...rail.querySelectorAll(".row")];
}
