// Browsing and joining channels, and opening a direct message.

import { h, fill, icon } from "./dom.js";
import { showDialog } from "./dialog.js";
import { avatar } from "./avatar.js";
import { store, people, user } from "./state.js";
import { join, openDirect } from "./acts.js";
import { go } from "./router.js";
import { wordsOf } from "./mrkdwn.js";

export function browseChannels() {
  const list = h("div", { class: "browse" });
  const field = h("input", { class: "input", type: "search", placeholder: "Search channels", "aria-label": "Search channels", oninput: () => draw() });
  const dialog = showDialog({ title: "Channels", body: [field, list], testid: "browse" });
  const open = (id) => {
    dialog.close();
    go({ kind: "channel", id });
  };
  function draw() {
    const query = field.value.toLowerCase();
    const hits = store.state.channels
      .filter((each) => !each.is_im && !each.is_archived && `${each.name} ${each.topic}`.toLowerCase().includes(query))
      .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
    fill(list, hits.length ? hits.map((each) => h("div", { class: "browse-row" },
      h("button", { type: "button", class: "browse-open", onclick: () => open(each.id) },
        h("b", null, icon(each.is_private ? "lock" : "hash", 14), each.name),
        h("small", null, `${each.members.length} members${each.is_member ? " · joined" : ""}${each.topic ? ` · ${wordsOf(each.topic)}` : ""}`)),
      !each.is_member && h("button", {
        type: "button", class: "button", "data-testid": `join-${each.name}`,
        onclick: async () => {
          await join(each.id);
          open(each.id);
        },
      }, "Join"))) : h("p", { class: "muted" }, "No channel matches."));
  }
  draw();
  field.focus();
}

export function choosePerson() {
  const dialog = showDialog({
    title: "Write to someone",
    testid: "choose-person",
    body: h("div", { class: "people" }, people().map((each) => h("button", {
      type: "button", class: "person",
      onclick: async () => {
        dialog.close();
        const answer = await openDirect(each.id);
        if (answer.channel) go({ kind: "channel", id: answer.channel.id ?? answer.channel });
      },
    }, avatar(each.id, 34), h("span", { class: "person-words" }, h("b", null, each.real_name || each.name), h("small", null, user(each.id)?.title ?? ""))))),
  });
}
