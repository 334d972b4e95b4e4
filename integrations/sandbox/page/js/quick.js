// Ctrl/Cmd+K: jump to a channel, a person or the app by typing.

import { h, fill, icon } from "./dom.js";
import { showDialog } from "./dialog.js";
import { avatar } from "./avatar.js";
import { store, channels, people, displayName, shortcuts } from "./state.js";
import { learn } from "./directory.js";
import { go } from "./router.js";
import { openDirect, runShortcut } from "./acts.js";
import { become } from "./switcher.js";
import { openApp } from "./sidebar.js";

const plain = (text) => text.trim().toLowerCase().replace(/^[#@]/, "");

function entries() {
  const { state } = store;
  return [
    ...channels().map((each) => ({
      label: each.name, face: () => icon(each.is_private ? "lock" : "hash", 16), weight: (each.unread ? 4 : 0) + (each.is_member ? 2 : 0) - (each.is_archived ? 3 : 0),
      note: each.is_archived ? "archived" : each.is_member ? "" : "not joined", run: () => go({ kind: "channel", id: each.id }),
    })),
    { label: `${state.app.name} Home`, face: () => avatar(state.app.bot_user_id, 22), weight: 2, note: "app", run: () => openApp("home") },
    ...(state.mail?.length ? [{ label: "Mail", face: () => icon("mail", 18), weight: 1, note: "", run: () => go({ kind: "mail", id: null }) }] : []),
    ...shortcuts("global").map((each) => ({
      label: each.name, face: () => avatar(state.app.bot_user_id, 22), weight: 1, note: "shortcut", run: () => runShortcut(each.callback_id),
    })),
    ...people().filter((each) => each.id !== store.user).flatMap((each) => [
      {
        label: displayName(each.id), face: () => avatar(each.id, 22), weight: 1, note: "direct message",
        run: async () => {
          const answer = await openDirect(each.id);
          if (answer.channel) go({ kind: "channel", id: answer.channel.id ?? answer.channel });
        },
      },
      { label: `Be ${displayName(each.id)}`, face: () => avatar(each.id, 22), weight: 0, note: "switch person", run: () => become(each.id) },
    ]),
  ];
}

export function quickSwitch() {
  if (document.querySelector("dialog[open]")) return;
  let all = entries();
  let hits = [];
  let active = 0;
  const list = h("div", { class: "list quick-list", role: "listbox", id: "quick-list", "aria-label": "Places" });
  const field = h("input", {
    class: "input", type: "text", role: "combobox", "aria-controls": "quick-list", "aria-expanded": "true", "data-testid": "quick",
    placeholder: "Where to?", "aria-label": "Jump to a channel or person", oninput: () => {
      draw();
      askFurther(field.value);
    },
    onkeydown: (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        mark(active + (event.key === "ArrowDown" ? 1 : -1));
      } else if (event.key === "Enter" && hits[active]) {
        event.preventDefault();
        take(hits[active]);
      }
    },
  });
  const dialog = showDialog({ title: "Jump to", body: [field, list], className: "dialog-quick" });
  const take = (entry) => {
    dialog.close();
    entry.run();
  };
  function mark(at) {
    active = hits.length ? (at + hits.length) % hits.length : 0;
    [...list.children].forEach((node, each) => node.classList.toggle("is-active", each === active));
    list.children[active]?.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", `quick-${active}`);
  }
  async function askFurther(value) {
    const found = await Promise.all(["@", "#"].map((sign) => learn(sign, plain(value))));
    if (!found.some(Boolean) || field.value !== value || !field.isConnected) return;
    all = entries();
    draw();
  }
  function draw() {
    const query = plain(field.value);
    const score = (entry) => entry.weight + (entry.label.toLowerCase().startsWith(query) ? 10 : 0);
    hits = all.filter((each) => each.label.toLowerCase().includes(query)).sort((a, b) => score(b) - score(a)).slice(0, 12);
    fill(list, hits.map((each, at) => h("div", {
      class: "list-option", role: "option", id: `quick-${at}`, onclick: () => take(each), onpointermove: () => mark(at),
    }, each.face(), h("span", { class: "list-words" }, h("span", null, each.label)), h("small", { class: "muted" }, each.note))));
    mark(0);
  }
  draw();
  field.focus();
}
