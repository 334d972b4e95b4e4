// Where a person writes: messages, slash commands, and the completion of / @ # and :emoji:.

import { h, fill, icon } from "./dom.js";
import { avatar } from "./avatar.js";
import { store, people, displayName } from "./state.js";
import { escape } from "./mrkdwn.js";
import { findEmoji } from "./emoji.js";
import { sendCommand, sendMessage } from "./acts.js";
import { toast } from "./notices.js";

const MOST = 8;

/** composer({channel, thread, placeholder, testid}) -> node. Its draft survives a change of channel and a reload. */
export function composer({ channel, thread = null, placeholder, testid }) {
  const draftKey = `sandbox.draft.${store.user}.${channel}.${thread ?? ""}`;
  const listId = `suggest-${testid}`;
  let suggestions = [];
  let active = 0;

  const area = h("textarea", {
    class: "composer-text", rows: "1", placeholder, "aria-label": placeholder, "data-testid": testid,
    "aria-autocomplete": "list", "aria-controls": listId, spellcheck: "true",
    value: sessionStorage.getItem(draftKey) ?? "",
    oninput: () => {
      keep();
      suggest();
    },
    onclick: () => suggest(),
    onblur: () => clear(),
    onkeydown: onKey,
  });
  const list = h("div", { class: "suggest", role: "listbox", id: listId, "aria-label": "Suggestions", hidden: true });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  const sendButton = h("button", {
    type: "button", class: "send", "aria-label": "Send", "data-testid": `${testid}-send`, onclick: () => send(),
  }, icon("send", 17));
  const insert = (sign) => () => {
    area.setRangeText(sign, area.selectionStart, area.selectionEnd, "end");
    area.focus();
    keep();
    suggest();
  };
  const tool = (sign, label) =>
    h("button", { type: "button", class: "composer-tool", "aria-label": label, title: label, onclick: insert(sign) }, sign);
  const node = h("div", { class: "composer" }, list,
    h("div", { class: "composer-box" }, area,
      h("div", { class: "composer-tools" },
        !thread && tool("/", "Slash commands"), tool("@", "Mention someone"), tool("#", "Name a channel"),
        h("span", { class: "composer-hint" }, "Enter sends, Shift + Enter starts a new line"), sendButton)));

  function keep() {
    if (area.value) sessionStorage.setItem(draftKey, area.value);
    else sessionStorage.removeItem(draftKey);
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, 220)}px`;
    sendButton.classList.toggle("is-ready", Boolean(area.value.trim()));
  }

  function clear() {
    suggestions = [];
    list.hidden = true;
    area.removeAttribute("aria-activedescendant");
  }

  function suggest() {
    suggestions = suggestionsFor(area.value, area.selectionStart, thread);
    if (!suggestions.length) return clear();
    active = 0;
    list.hidden = false;
    fill(list, suggestions.map((each, at) => h("div", {
      class: "list-option", role: "option", id: `${listId}-${at}`, onclick: () => take(at), onpointermove: () => mark(at),
    }, each.face?.(), h("span", { class: "list-words" },
      h("span", null, h("b", null, each.label), each.usage && h("span", { class: "muted" }, ` ${each.usage}`)),
      each.description && h("small", null, each.description)))));
    return mark(0);
  }

  function mark(at) {
    active = (at + suggestions.length) % suggestions.length;
    [...list.children].forEach((option, each) => {
      option.classList.toggle("is-active", each === active);
      option.setAttribute("aria-selected", String(each === active));
    });
    area.setAttribute("aria-activedescendant", `${listId}-${active}`);
    list.children[active].scrollIntoView({ block: "nearest" });
  }

  function take(at) {
    const { from, text } = suggestions[at];
    area.setRangeText(text, from, area.selectionStart, "end");
    keep();
    clear();
  }

  function onKey(event) {
    if (event.isComposing) return;
    const open = suggestions.length > 0;
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp") && !event.altKey) {
      event.preventDefault();
      mark(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (open && event.key === "Tab") {
      event.preventDefault();
      take(active);
    } else if (open && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      clear();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      // A command typed out in full is sent as it stands, as in Slack.
      const typed = open && area.value.slice(suggestions[active].from, area.selectionStart);
      if (open && typed !== suggestions[active].text.trim()) take(active);
      else send();
    }
  }

  async function send() {
    const text = area.value.trim();
    if (!text) return;
    clear();
    const slash = text.match(/^(\/[^\s]+)(?:\s+([\s\S]*))?$/);
    // "/var/log is full" is a message; any other "/word" is a command, and Slack says if nobody knows it.
    const command = slash && !slash[1].slice(1).includes("/") && slash[1].toLowerCase();
    if (command && thread) return toast(`${command} is not supported in threads. Sorry!`);
    area.value = "";
    keep();
    const answer = command
      ? await sendCommand(channel, command, encodeNames(slash[2] ?? "", true))
      : await sendMessage(channel, encodeNames(text), thread);
    if (answer.error === "unreachable" && !area.value) {
      area.value = text;
      keep();
    }
    return undefined;
  }

  requestAnimationFrame(keep);
  return node;
}

function suggestionsFor(text, caret, thread) {
  const before = text.slice(0, caret);
  const slash = before.match(/^\/\S*$/);
  if (slash && !thread) {
    return store.state.app.commands.filter((each) => each.command.startsWith(slash[0].toLowerCase())).map((each) => ({
      from: 0, text: `${each.command} `, label: each.command, usage: each.usage_hint,
      description: `${each.description ?? ""} — ${store.state.app.name}`, face: () => avatar(store.state.app.bot_user_id, 28),
    }));
  }
  const word = before.match(/(^|[\s(])([@#:])([^\s@#:]*(?: [^\s@#:]+)?)$/);
  if (!word) return [];
  const [, , sign, typed] = word;
  const from = caret - typed.length - 1;
  const start = typed.toLowerCase();
  const entries = { "@": mentionEntries, "#": channelEntries, ":": emojiEntries }[sign](start);
  return entries.slice(0, MOST).map((each) => ({ ...each, from }));
}

function mentionEntries(start) {
  const matches = (...names) =>
    names.some((name) => name && (name.toLowerCase().startsWith(start) || name.toLowerCase().split(/\s+/).some((part) => part.startsWith(start))));
  return [
    ...people().filter((each) => matches(each.real_name, each.name)).map((each) => ({
      text: `@${each.real_name || each.name} `, label: each.real_name || each.name, usage: each.name, description: each.title, face: () => avatar(each.id, 28),
    })),
    ...(store.state.usergroups ?? []).filter((each) => matches(each.handle, each.name)).map((each) => ({
      text: `@${each.handle} `, label: `@${each.handle}`, description: each.name,
    })),
    ...["here", "channel"].filter((each) => start && each.startsWith(start)).map((each) => ({ text: `@${each} `, label: `@${each}`, description: "Notify everyone here" })),
  ];
}

const channelEntries = (start) =>
  store.state.channels.filter((each) => !each.is_im && !each.is_archived && each.name.includes(start)).map((each) => ({
    text: `#${each.name} `, label: `${each.is_private ? "🔒" : "#"}${each.name}`, description: each.topic?.slice(0, 80),
  }));

const emojiEntries = (start) =>
  start.length < 2 ? [] : findEmoji(start).map(([name, sign]) => ({ text: `${sign} `, label: `${sign} :${name}:` }));

const quoteRegex = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * What was typed, as Slack carries it: escaped, with @name, #name and bare links as tokens. `labelled` adds the
 * name, as Slack does in a command's text (<@U1|ana>).
 */
export function encodeNames(text, labelled = false) {
  const tokens = new Map();
  for (const each of people()) {
    for (const name of [each.real_name, each.name]) {
      if (name) tokens.set(`@${escape(name)}`, `<@${each.id}${labelled ? `|${each.name}` : ""}>`);
    }
  }
  const bot = store.state.app.bot_user_id;
  if (bot) tokens.set(`@${escape(displayName(bot))}`, `<@${bot}>`);
  for (const each of store.state.usergroups ?? []) tokens.set(`@${each.handle}`, `<!subteam^${each.id}>`);
  for (const word of ["here", "channel", "everyone"]) tokens.set(`@${word}`, `<!${word}>`);
  for (const each of store.state.channels) {
    if (!each.is_im) tokens.set(`#${each.name}`, `<#${each.id}${labelled ? `|${each.name}` : ""}>`);
  }
  const names = [...tokens.keys()].sort((a, b) => b.length - a.length).map(quoteRegex).join("|");
  const pattern = new RegExp(`https?://[^\\s<>]+|(?<![\\p{L}\\p{N}_])(?:${names || "(?!)"})(?![\\p{L}\\p{N}_])`, "giu");
  const lower = new Map([...tokens].map(([name, token]) => [name.toLowerCase(), token]));
  return escape(text).replace(pattern, (found) => {
    if (/^https?:/i.test(found)) return labelled ? found : `<${found}>`;
    return lower.get(found.toLowerCase()) ?? found;
  });
}

export const draftOf = (channel) => sessionStorage.getItem(`sandbox.draft.${store.user}.${channel}.`);
