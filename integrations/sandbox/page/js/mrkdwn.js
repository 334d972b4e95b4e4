// Slack's mrkdwn as DOM nodes. Nothing here ever parses HTML: what is not mark-up becomes a text node.
// Source of the rules: https://api.slack.com/reference/surfaces/formatting

import { h } from "./dom.js";
import { emojify } from "./emoji.js";
import { store, channel, displayName, namedChannel, user } from "./state.js";
import { lookUpChannel } from "./directory.js";
import { slackDate, full } from "./time.js";
import { go, parsePermalink } from "./router.js";

export const unescape = (text) =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
export const escape = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Text of a `mrkdwn` object, or of a message -> nodes. */
export function mrkdwn(text, { verbatim = false } = {}) {
  const nodes = [];
  String(text ?? "").split(/```\n?([\s\S]+?)```\n?/).forEach((part, at) => {
    if (at % 2) nodes.push(h("pre", { class: "code-block" }, h("code", null, inCode(part.replace(/\n$/, "")))));
    else if (part) nodes.push(...lines(part, verbatim));
  });
  return nodes;
}

/** A `plain_text` object's text -> nodes: emoji only. */
export const plain = (text) => emojify(String(text ?? ""));

/** A Slack text object (mrkdwn or plain_text) -> nodes. */
export const textObject = (object) => {
  if (!object) return [];
  if (typeof object === "string") return [plain(object)];
  if (object.type === "mrkdwn") return mrkdwn(object.text, object);
  return [object.emoji === false ? object.text : plain(object.text)];
};

function lines(text, verbatim) {
  const nodes = [];
  let quote = null;
  const rows = text.split("\n");
  rows.forEach((row, at) => {
    const quoted = row.match(/^(?:&gt;|>)\s?(.*)$/);
    if (quoted) {
      if (!quote) nodes.push((quote = h("blockquote")));
      else quote.append(h("br"));
      quote.append(...inline(quoted[1], verbatim));
      return;
    }
    quote = null;
    nodes.push(...inline(row, verbatim));
    const next = rows[at + 1];
    if (at < rows.length - 1 && !/^(&gt;|>)/.test(next)) nodes.push(h("br"));
  });
  return nodes;
}

const STYLES = [
  ["*", "b"],
  ["_", "i"],
  ["~", "s"],
];

/** One line: code first, then <...> tokens, then bold, italic and strike around what is left. */
function inline(text, verbatim) {
  const atoms = [];
  const rest = text.replace(/[\u0001\u0002]/g, "").replace(/`([^`\n]+)`|<([^<>\n]+)>/g, (whole, code, token) => {
    const node = code ? h("code", { class: "code" }, inCode(code)) : angle(token);
    if (!node) return whole;
    atoms.push(node);
    return `\u0001${atoms.length - 1}\u0002`;
  });
  return styled(rest, atoms, verbatim);
}

function styled(text, atoms, verbatim) {
  for (const [sign, tag] of STYLES) {
    const escaped = sign === "*" ? "\\*" : sign;
    const found = text.match(
      new RegExp(`(^|[^\\p{L}\\p{N}${escaped}])${escaped}(?=\\S)([^${escaped}]*?\\S)${escaped}(?![\\p{L}\\p{N}${escaped}])`, "u"),
    );
    if (found) {
      const start = found.index + found[1].length;
      return [
        ...styled(text.slice(0, start), atoms, verbatim),
        h(tag, null, styled(found[2], atoms, verbatim)),
        ...styled(text.slice(found.index + found[0].length), atoms, verbatim),
      ];
    }
  }
  return leaves(text, atoms, verbatim);
}

function leaves(text, atoms, verbatim) {
  const nodes = [];
  text.split(/\u0001(\d+)\u0002/).forEach((part, at) => {
    if (at % 2) nodes.push(atoms[Number(part)] ?? "");
    else if (part) nodes.push(...(verbatim ? [emojify(unescape(part))] : autolink(part)));
  });
  return nodes;
}

function autolink(text) {
  return text.split(/(https?:\/\/(?:(?!&[lg]t;)[^\s<>"|])*(?!&[lg]t;)[^\s<>"|.,;:!?)\]'])/).map((part, at) => {
    if (!(at % 2)) return emojify(unescape(part));
    const href = unescape(part);
    return link(href, href);
  });
}

/** Plain text, not escaped, whose bare addresses become links. */
export const autolinked = (text) => autolink(escape(text));

/** Inside code only links and mentions are resolved. */
const inCode = (text) =>
  text.split(/<([^<>\n]+)>/).map((part, at) => {
    if (!(at % 2)) return unescape(part);
    return angle(part)?.textContent ?? `<${part}>`;
  });

/** What stands between < and >; undefined when it is nothing Slack knows, so that it stays text. */
function angle(token) {
  const bar = token.indexOf("|");
  const head = bar < 0 ? token : token.slice(0, bar);
  const label = bar < 0 ? null : unescape(token.slice(bar + 1));
  if (/^@[UW][A-Z0-9]+$/.test(head)) return mention(head.slice(1), label);
  if (/^#[CG][A-Z0-9]+$/.test(head)) return channelLink(head.slice(1), label);
  if (head[0] === "!") return special(head.slice(1), label);
  if (/^(https?:\/\/|mailto:|tel:)\S+$/i.test(head)) {
    const href = unescape(head);
    return link(href, label === null ? href.replace(/^(mailto|tel):/, "") : label);
  }
  return undefined;
}

export function link(href, label) {
  if (!/^(https?:\/\/|mailto:|tel:)/i.test(href)) return document.createTextNode(label);
  const place = parsePermalink(href);
  if (place && channel(place.id)) {
    const jump = place.ts ?? null;
    return h("a", {
      href,
      onclick: (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        go({ kind: "channel", id: place.id }, { thread: place.thread, jump });
      },
    }, plain(label));
  }
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, plain(label));
}

export function mention(id, label) {
  const mine = id === store.state.me;
  const name = user(id) || id === store.state.app.bot_user_id ? displayName(id) : label || id;
  return h("span", {
    class: `mention${mine ? " mention-me" : ""}`,
    title: user(id)?.title || undefined,
  }, `@${name}`);
}

export function channelLink(id, label) {
  const found = namedChannel(id);
  if (!found) lookUpChannel(id);
  if (!found) return h("span", { class: "mention" }, label ? `#${label}` : "🔒 private channel");
  return h("a", {
    class: "mention",
    href: `/?channel=${id}`,
    onclick: (event) => {
      event.preventDefault();
      go({ kind: "channel", id });
    },
  }, `${found.is_private ? "🔒" : "#"}${found.name}`);
}

function special(word, label) {
  if (/^(here|channel|everyone)$/.test(word)) {
    return h("span", { class: "mention mention-all" }, `@${word}`);
  }
  const group = word.match(/^subteam\^(S[A-Z0-9]+)$/);
  if (group) {
    const found = store.state.usergroups?.find((each) => each.id === group[1]);
    const mine = found?.users?.includes(store.state.me);
    return h("span", { class: `mention${mine ? " mention-me" : ""}`, title: found?.name }, found ? `@${found.handle}` : label || "@group");
  }
  const date = word.match(/^date\^(\d+)\^([^^]*)(?:\^(.+))?$/);
  if (date) {
    const time = h("time", { title: full(date[1]) }, slackDate(date[1], unescape(date[2])));
    return date[3] ? link(unescape(date[3]), time.textContent) : time;
  }
  return label === null ? undefined : document.createTextNode(label);
}

/** The mark-up's words alone, for previews and labels. */
export function wordsOf(text) {
  return mrkdwn(text).map((node) => node.textContent ?? node).join("").trim();
}
