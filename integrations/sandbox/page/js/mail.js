// Mail that the app sent to me: a list, and the one that is open.

import { h, fill, icon, reconcile } from "./dom.js";
import { store } from "./state.js";
import { autolinked } from "./mrkdwn.js";
import { menuButton } from "./header.js";
import { mailFrame } from "./mailframe.js";
import { go } from "./router.js";
import { clock, dayLabel, full } from "./time.js";

let mounted = null; // {user, list, reader, box}

const readKey = () => `sandbox.mail.${store.user}`;
const readIds = () => new Set(JSON.parse(localStorage.getItem(readKey()) ?? "[]"));

/** My mail, newest first; `at` in unix seconds. */
export const mails = () =>
  (store.state.mail ?? []).map((each) => ({ ...each, at: seconds(each.at) })).sort((a, b) => b.at - a.at);

export function unreadMail() {
  const read = readIds();
  const open = store.place?.kind === "mail" && store.place.id;
  return (store.state.mail ?? []).filter((each) => each.id !== open && !read.has(each.id)).length;
}

const seconds = (at) => (Number.isNaN(Number(at)) ? Date.parse(at) / 1000 : Number(at));

function markRead(id) {
  const read = readIds();
  if (read.has(id)) return;
  const known = new Set((store.state.mail ?? []).map((each) => each.id));
  localStorage.setItem(readKey(), JSON.stringify([...read, id].filter((each) => known.has(each))));
}

export function renderMail(main, place) {
  if (mounted?.user !== store.user || !mounted.box.isConnected) mount(main);
  const all = mails();
  const open = all.find((each) => each.id === place.id);
  if (open) markRead(open.id);
  const read = readIds();
  mounted.box.classList.toggle("has-open", Boolean(open));
  reconcile(mounted.list, all.map((each) => ({
    key: each.id, sig: `${each.id === open?.id}|${read.has(each.id)}|${dayLabel(each.at, store.state.now)}`,
    make: () => row(each, each.id === open?.id, read.has(each.id)),
  })));
  reconcile(mounted.reader, [open
    ? { key: open.id, sig: "", make: () => letter(open) }
    : { key: "none", sig: String(all.length), make: () => none(all.length) }]);
}

function mount(main) {
  const list = h("ul", { class: "mail-list", "aria-label": "Mail", onkeydown: walk });
  const reader = h("div", { class: "mail-reader", "data-testid": "mail-reader" });
  const box = h("div", { class: "mailbox" }, list, reader);
  mounted = { user: store.user, list, reader, box };
  fill(main, h("section", { class: "conversation" },
    h("div", { class: "conversation-head" }, h("header", { class: "bar" }, menuButton(),
      h("div", { class: "bar-words" }, h("h1", { class: "bar-title", "data-testid": "mail-title" }, icon("mail", 18), h("span", null, "Mail")),
        h("div", { class: "topic" }, "Mail to you is caught here; nothing leaves this machine.")))),
    box));
}

function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = [...event.currentTarget.querySelectorAll("button")];
  all[all.indexOf(document.activeElement) + step]?.focus();
}

const when = (at) => {
  const day = dayLabel(at, store.state.now);
  return day === "Today" ? clock(at) : day;
};

const sender = (from) => String(from ?? "").replace(/\s*<[^>]*>$/, "").replace(/^"(.*)"$/, "$1") || String(from ?? "");

function row(mail, open, read) {
  return h("li", null, h("button", {
    type: "button", class: `mail-row${open ? " is-open" : ""}${read ? "" : " is-unread"}`, "data-testid": "mail-row", "data-id": mail.id,
    "aria-current": open ? "true" : undefined, onclick: () => go({ kind: "mail", id: mail.id }),
  },
    h("span", { class: "mail-from" }, h("b", null, sender(mail.from)), h("time", null, when(mail.at))),
    h("span", { class: "mail-subject" }, !read && h("span", { class: "mail-dot", role: "img", "aria-label": "Unread" }), mail.subject || "(no subject)"),
    h("span", { class: "mail-excerpt" }, String(mail.text ?? "").replace(/\s+/g, " ").slice(0, 110))));
}

function letter(mail) {
  const body = h("div", { class: "mail-body" });
  let asText = !mail.html;
  const toggle = mail.html && mail.text && h("button", {
    type: "button", class: "link-button small", "data-testid": "mail-as-text",
    onclick: () => {
      asText = !asText;
      show();
    },
  });
  function show() {
    if (toggle) toggle.textContent = asText ? "Show as designed" : "Show as plain text";
    fill(body, asText ? h("div", { class: "mail-text" }, autolinked(mail.text ?? "")) : mailFrame(mail));
  }
  show();
  return h("article", { class: "letter", "data-testid": "mail" },
    h("button", { type: "button", class: "button button-small mail-back", "data-testid": "mail-back", onclick: () => go({ kind: "mail", id: null }) }, icon("back", 14), "All mail"),
    h("h2", { class: "mail-heading" }, mail.subject || "(no subject)"),
    h("dl", { class: "mail-head" },
      h("dt", null, "From"), h("dd", null, mail.from),
      h("dt", null, "To"), h("dd", null, [mail.to].flat().join(", ")),
      h("dt", null, "Sent"), h("dd", null, full(mail.at), toggle && [" · ", toggle])),
    body);
}

const none = (count) => h("div", { class: "empty" }, icon("mail", 40), h("p", null, count ? "Choose a mail to read it." : "No mail yet."));
