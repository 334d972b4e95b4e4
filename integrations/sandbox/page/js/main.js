// Starts the page, draws it after every change, and holds the keyboard.

import { store, subscribe, openChannel, unreadTotal, channelTitle } from "./state.js";
import { readAddress, settlePlace } from "./router.js";
import { connect, refresh } from "./live.js";
import { renderSidebar, rowsInOrder } from "./sidebar.js";
import { leaveConversation, renderConversation } from "./conversation.js";
import { closeThread, renderThread } from "./thread.js";
import { forgetHome, renderApp } from "./home.js";
import { renderMail } from "./mail.js";
import { renderPhone, renderRinging } from "./phone.js";
import { renderModal } from "./modal.js";
import { renderToasts } from "./notices.js";
import { renderHint } from "./hint.js";
import { quickSwitch } from "./quick.js";
import { watchTips } from "./tips.js";

const el = (id) => document.getElementById(id);

function draw() {
  const { state } = store;
  drawConnection();
  if (!state) return;
  if (!settlePlace()) return refresh();
  renderHint(el("hint"));
  renderRinging(el("ringing"));
  renderSidebar(el("rail"));
  const channel = openChannel();
  if (store.place.kind === "app") {
    if (store.place.tab === "home") leaveConversation();
    renderApp(el("main"), store.place);
  } else if (store.place.kind === "mail") {
    leaveConversation();
    forgetHome();
    renderMail(el("main"), store.place);
  } else if (store.place.kind === "phone") {
    leaveConversation();
    forgetHome();
    renderPhone(el("main"));
  } else {
    forgetHome();
    renderConversation(el("main"), channel);
  }
  renderThread(el("thread"));
  renderModal();
  renderToasts();
  drawTitle(channel);
  return undefined;
}

function drawTitle(channel) {
  const { state } = store;
  const unread = unreadTotal();
  const here = channel && store.place.kind === "channel" && `${channel.is_im ? "" : "#"}${channelTitle(channel)}`;
  const place = here || ({ mail: "Mail", phone: "Phone" }[store.place.kind] ?? state.app.name);
  document.title = `${unread ? `(${unread}) ` : ""}${place} · ${state.team.name} sandbox`;
}

function drawConnection() {
  const bar = el("reconnecting");
  bar.hidden = store.connected;
  bar.textContent = store.connected ? "" : "Connection to the sandbox lost. Reconnecting…";
}

function step(by) {
  const rows = rowsInOrder(el("rail"));
  const at = rows.findIndex((row) => row.classList.contains("is-open"));
  rows[(at + by + rows.length) % rows.length]?.click();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    quickSwitch();
  } else if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open]")) {
    if (document.body.classList.contains("rail-open")) document.body.classList.remove("rail-open");
    else if (store.thread) closeThread();
  }
});

el("scrim").addEventListener("click", () => document.body.classList.remove("rail-open"));

window.addEventListener("popstate", () => {
  const was = store.user;
  readAddress();
  if (store.user !== was) {
    connect();
    refresh();
  } else {
    draw();
  }
});

watchTips();
subscribe(draw);
readAddress();
await refresh();
if (store.state) connect();
else retryStart();

/** The page may be opened before the sandbox has its state. */
function retryStart() {
  store.connected = false;
  drawConnection();
  setTimeout(async () => {
    await refresh();
    if (store.state) connect();
    else retryStart();
  }, 1000);
}
