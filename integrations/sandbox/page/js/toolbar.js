// What one can do with a message: react, reply, pin, copy its link, and the app's own message actions.

import { h, icon } from "./dom.js";
import { avatar } from "./avatar.js";
import { store, channel, isWritable, shortcuts } from "./state.js";
import { emoji } from "./emoji.js";
import { chooseEmoji } from "./emojipicker.js";
import { toggleReaction } from "./reactions.js";
import { openMenu } from "./popover.js";
import { go, openThread, permalink } from "./router.js";
import { pin, runMessageAction } from "./acts.js";
import { toast } from "./notices.js";

const QUICK = ["white_check_mark", "eyes", "pushpin"];
const inThread = (message) => (message.thread_ts && message.thread_ts !== message.ts ? message.thread_ts : message.ts);

/** The bar over a message's corner: one stop of the Tab key, arrows move inside it. */
export function toolbar(message, here, pane) {
  const writable = isWritable(here);
  const bar = h("div", { class: "toolbar", role: "toolbar", "aria-label": "Message actions" },
    writable && QUICK.map((name) => tool({
      label: `React with ${name.replaceAll("_", " ")}`, testid: `react-${name}`, className: "tool-quick",
      run: () => toggleReaction(here.id, message.ts, name),
    }, emoji(name))),
    writable && tool({
      label: "Find another reaction", testid: "react", className: "tool-quick", popup: "dialog",
      run: (anchor) => chooseReaction(anchor, here.id, message.ts),
    }, icon("react", 17)),
    pane === "main" ? tool({
      label: "Reply in thread", testid: "reply", className: "tool-wide", run: () => openThread(inThread(message)),
    }, icon("reply", 17)) : tool({
      label: "Show in channel", testid: "show-in-channel", className: "tool-wide", run: () => showInChannel(message, here),
    }, icon("eye", 17)),
    tool({
      label: "More actions", testid: "more", popup: "menu", run: (anchor) => showMore(anchor, message, here, pane),
    }, icon("more", 17)));
  rove(bar);
  return bar;
}

function tool({ label, testid, className = "", popup, run }, ...face) {
  return h("button", {
    type: "button", class: `icon-button ${className}`, "aria-label": label, "data-tip": label, "data-testid": testid, tabindex: "-1",
    "aria-haspopup": popup, "aria-expanded": popup && "false", onclick: (event) => run(event.currentTarget),
  }, ...face);
}

const seen = (node) => node.offsetParent !== null;

function rove(bar) {
  const buttons = [...bar.children];
  // The last is there on every kind of screen.
  buttons.at(-1).tabIndex = 0;
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const shown = buttons.filter(seen);
    shown[(shown.indexOf(document.activeElement) + step + shown.length) % shown.length].focus();
  });
}

const chooseReaction = (anchor, id, ts) => chooseEmoji(anchor, (name) => toggleReaction(id, ts, name, true));

const showInChannel = (message, here) =>
  go({ kind: "channel", id: here.id }, { thread: store.thread, jump: message.thread_ts ?? message.ts });

function showMore(anchor, message, here, pane) {
  const writable = isWritable(here);
  const pinned = channel(here.id)?.pins?.includes(message.ts);
  const where = here.is_im ? "conversation" : "channel";
  const narrow = !seen(anchor.parentElement.querySelector(".tool-wide"));
  openMenu(anchor, [
    narrow && writable && { row: QUICK.map((name) => ({
      label: `React with ${name.replaceAll("_", " ")}`, face: emoji(name), run: () => toggleReaction(here.id, message.ts, name),
    })) },
    narrow && writable && { label: "Find another reaction", icon: "react", run: () => chooseReaction(anchor, here.id, message.ts) },
    narrow && (pane === "main"
      ? { label: "Reply in thread", icon: "reply", run: () => openThread(inThread(message)) }
      : { label: "Show in channel", icon: "eye", run: () => showInChannel(message, here) }),
    writable && {
      label: pinned ? `Unpin from this ${where}` : `Pin to this ${where}`, icon: "pin", run: () => pin(here.id, message.ts, pinned),
    },
    { label: "Copy link", icon: "link", run: () => copyLink(permalink(here.id, message)) },
    ...(writable ? appActions(message, here) : []),
  ].filter(Boolean), { align: "end", label: "More actions" });
}

function appActions(message, here) {
  const { app } = store.state;
  return shortcuts("message").map((each, at) => ({
    divided: at === 0, label: each.name, description: app.name, face: avatar(app.bot_user_id, 22),
    run: () => runMessageAction(here.id, message.ts, each.callback_id),
  }));
}

async function copyLink(href) {
  try {
    await navigator.clipboard.writeText(href);
    toast("Link copied.", "info");
  } catch {
    toast(`Link: <${href}>`, "info");
  }
}
