// Browsing and joining channels, and opening a direct message.

import { h, fill, icon } from "./dom.js";
import { showDialog } from "./dialog.js";
import { personList } from "./personlist.js";
import { typeahead } from "./typeahead.js";
import { findChannels } from "./directory.js";
import { channels, membersOf } from "./state.js";
import { join, openDirect } from "./acts.js";
import { go } from "./router.js";
import { wordsOf } from "./mrkdwn.js";

const PAGE = 60;

export function browseChannels() {
  let most = PAGE;
  let next = ""; // Where the sandbox's own list of channels goes on.
  const list = h("div", { class: "browse" });
  const field = h("input", {
    class: "input", type: "search", placeholder: "Search channels", "aria-label": "Search channels",
    oninput: () => {
      most = PAGE;
      ahead.ask(field.value.trim());
    },
  });
  const load = async (query, cursor) => {
    const found = await findChannels(query, cursor);
    next = found.next;
    return found.channels;
  };
  const ahead = typeahead({ load, keep: true, changed: () => draw() });
  const dialog = showDialog({ title: "Channels", body: [field, list], testid: "browse", onclose: () => ahead.stop() });
  const open = (id) => {
    dialog.close();
    go({ kind: "channel", id });
  };
  const more = async () => {
    most += PAGE;
    if (next) await load(field.value.trim(), next).catch(() => {});
    draw();
  };

  const row = (each) => h("div", { class: "browse-row" },
    h("button", { type: "button", class: "browse-open", onclick: () => open(each.id) },
      h("b", null, icon(each.is_private ? "lock" : "hash", 14), each.name),
      h("small", null, [count(membersOf(each)), each.is_member && "joined", each.topic && wordsOf(each.topic)].filter(Boolean).join(" · "))),
    !each.is_member && h("button", {
      type: "button", class: "button", "data-testid": `join-${each.name}`,
      onclick: async () => {
        await join(each.id);
        open(each.id);
      },
    }, "Join"));

  function draw() {
    const query = field.value.trim().toLowerCase();
    const hits = channels()
      .filter((each) => !each.is_archived && `${each.name} ${each.topic}`.toLowerCase().includes(query))
      .sort((a, b) => (a.name < b.name ? -1 : 1)); // The order in which the sandbox gives its pages.
    fill(list, hits.slice(0, most).map(row),
      !hits.length && h("p", { class: "list-empty" }, ahead.state === "loading" ? "Searching…" : "No channel matches."),
      (hits.length > most || next) && h("button", { type: "button", class: "button browse-more", "data-testid": "browse-more", onclick: more }, "Show more"));
  }

  ahead.ask("");
  field.focus();
}

const count = (members) => `${members} ${members === 1 ? "member" : "members"}`;

export function choosePerson() {
  const list = personList({
    label: "People",
    onpick: async (id) => {
      dialog.close();
      const answer = await openDirect(id);
      if (answer.channel) go({ kind: "channel", id: answer.channel.id ?? answer.channel });
    },
  });
  const dialog = showDialog({ title: "Write to someone", testid: "choose-person", body: list });
  list.querySelector("input, button")?.focus();
}
