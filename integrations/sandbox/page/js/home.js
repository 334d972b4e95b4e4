// The app's own place: Home tab and Messages tab.

import { h, fill, icon, reconcile } from "./dom.js";
import { avatar } from "./avatar.js";
import { store, appChannel } from "./state.js";
import { renderBlocks } from "./blocks/index.js";
import { contextOf } from "./blocks/context.js";
import { renderConversation } from "./conversation.js";
import { menuButton } from "./header.js";
import { openApp } from "./sidebar.js";
import { openDirect, openHome } from "./acts.js";

let mounted = null; // {user, body}
let announced = null; // For whom act/home was sent since the Home was entered.

export const forgetHome = () => (announced = null);

function tabs(tab) {
  return {
    sig: tab,
    make: () => h("div", { class: "tabs", role: "tablist" }, [["home", "Home"], ["messages", "Messages"]]
      .filter(([name]) => store.state.app.app_home?.[`${name}_tab`] !== false)
      .map(([name, label]) => h("button", {
        type: "button", role: "tab", class: `tab${tab === name ? " is-open" : ""}`, "aria-selected": String(tab === name),
        "data-testid": `tab-${name}`, onclick: () => openApp(name),
      }, label))),
  };
}

export function renderApp(main, place) {
  if (place.tab === "messages") {
    announced = null;
    mounted = null;
    return renderMessages(main);
  }
  if (announced !== store.user) {
    announced = store.user;
    openHome(); // Slack tells the app each time somebody comes to its Home.
  }
  if (mounted?.user !== store.user || !mounted.body.isConnected) mount(main);
  const { home } = store.state;
  reconcile(mounted.note, home?.blocks?.length ? [] : [{ key: "empty", sig: "", make: empty }]);
  renderBlocks(mounted.body, home?.blocks ?? [], contextOf({
    key: `home-${store.user}`,
    container: { type: "view", view_id: home?.id },
    blocks: () => store.state.home?.blocks ?? [],
    seed: home?.state?.values,
  }));
}

function mount(main) {
  const { app } = store.state;
  const body = h("div", { class: "blocks home-blocks" });
  const note = h("div");
  mounted = { user: store.user, body, note };
  fill(main, h("section", { class: "conversation" },
    h("div", { class: "conversation-head" }, h("header", { class: "bar" }, menuButton(),
      h("div", { class: "bar-words" }, h("h1", { class: "bar-title" }, avatar(app.bot_user_id, 24), h("span", null, app.name),
        h("span", { class: "badge" }, "APP"))), tabs("home").make())),
    h("div", { class: "home", "data-testid": "home", tabindex: "0", "aria-label": `${app.name} Home` }, note, body)));
}

function empty() {
  const { app } = store.state;
  return h("div", { class: "empty" }, avatar(app.bot_user_id, 64), h("h2", null, `${app.name} has not filled its Home yet`),
    h("p", null, `When ${app.name} publishes its Home for you, it appears here by itself.`));
}

let opening = null;

function renderMessages(main) {
  const channel = appChannel();
  if (channel) return renderConversation(main, channel, tabs("messages"));
  fill(main, h("section", { class: "conversation" },
    h("div", { class: "conversation-head" }, h("header", { class: "bar" }, menuButton(), h("div", { class: "bar-words" }, h("h1", { class: "bar-title" }, store.state.app.name)), tabs("messages").make())),
    h("div", { class: "empty" }, icon("reply", 40), h("p", null, "Opening your messages…"))));
  if (opening !== store.user) {
    opening = store.user;
    openDirect(store.state.app.bot_user_id);
  }
  return undefined;
}
