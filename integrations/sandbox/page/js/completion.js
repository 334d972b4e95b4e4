// What can be completed while writing (/commands and shortcuts, @people and groups, #channels, :emoji:), and how names travel.

import { h, icon } from "./dom.js";
import { avatar } from "./avatar.js";
import { store, channels, groups, people, displayName } from "./state.js";
import { escape } from "./mrkdwn.js";
import { findEmoji } from "./emoji.js";
import { shortcutEntries } from "./shortcuts.js";

const MOST = 8;

/** [_, _, sign, typed] of the name that is being typed at the end of `text`, or null. */
export const nameBefore = (text) => text.match(/(^|[\s(])([@#:])([^\s@#:]*(?: [^\s@#:]+)?)$/);

export function suggestionsFor(text, caret, thread) {
  const before = text.slice(0, caret);
  const slash = before.match(/^\/\S*$/);
  if (slash && !thread) {
    const start = slash[0].toLowerCase();
    return [...commandEntries(start), ...shortcutEntries(start.slice(1))].map((each) => ({ ...each, from: 0 }));
  }
  const word = nameBefore(before);
  if (!word) return [];
  const [, , sign, typed] = word;
  const from = caret - typed.length - 1;
  const start = typed.toLowerCase();
  const entries = { "@": mentionEntries, "#": channelEntries, ":": emojiEntries }[sign](start);
  return entries.slice(0, MOST).map((each) => ({ ...each, from }));
}

const commandEntries = (start) =>
  store.state.app.commands.filter((each) => each.command.startsWith(start)).map((each) => ({
    text: `${each.command} `, label: each.command, usage: each.usage_hint,
    description: `${each.description ?? ""} — ${store.state.app.name}`, face: () => avatar(store.state.app.bot_user_id, 28),
  }));

function mentionEntries(start) {
  const matches = (...names) =>
    names.some((name) => name && (name.toLowerCase().startsWith(start) || name.toLowerCase().split(/\s+/).some((part) => part.startsWith(start))));
  const { app } = store.state;
  const named = (id, name, description, usage) => ({ text: `@${name} `, label: name, usage, description, face: () => avatar(id, 28) });
  return [
    ...people().filter((each) => matches(each.real_name, each.name)).map((each) => named(each.id, each.real_name || each.name, each.title, each.name)),
    ...(app.bot_user_id && matches(displayName(app.bot_user_id)) ? [named(app.bot_user_id, displayName(app.bot_user_id), "App")] : []),
    ...groups().filter((each) => matches(each.handle, each.name)).map((each) => ({
      text: `@${each.handle} `, label: `@${each.handle}`, description: `${each.name}${each.users ? ` · ${members(each.users.length)}` : ""}`,
      face: () => h("span", { class: "face-icon" }, icon("people", 17)),
    })),
    ...["here", "channel"].filter((each) => start && each.startsWith(start)).map((each) => ({ text: `@${each} `, label: `@${each}`, description: "Notify everyone here" })),
  ];
}

const members = (count) => `${count} ${count === 1 ? "member" : "members"}`;

const channelEntries = (start) =>
  channels().filter((each) => !each.is_archived && each.name.includes(start)).map((each) => ({
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
  for (const each of groups()) tokens.set(`@${each.handle}`, `<!subteam^${each.id}${labelled ? `|@${each.handle}` : ""}>`);
  for (const word of ["here", "channel", "everyone"]) tokens.set(`@${word}`, `<!${word}>`);
  for (const each of channels()) tokens.set(`#${each.name}`, `<#${each.id}${labelled ? `|${each.name}` : ""}>`);
  const names = [...tokens.keys()].sort((a, b) => b.length - a.length).map(quoteRegex).join("|");
  const pattern = new RegExp(`https?://[^\\s<>]+|(?<![\\p{L}\\p{N}_])(?:${names || "(?!)"})(?![\\p{L}\\p{N}_])`, "giu");
  const lower = new Map([...tokens].map(([name, token]) => [name.toLowerCase(), token]));
  return escape(text).replace(pattern, (found) => {
    if (/^https?:/i.test(found)) return labelled ? found : `<${found}>`;
    return lower.get(found.toLowerCase()) ?? found;
  });
}
