// rich_text: what Slack's own composer makes.

import { h } from "../dom.js";
import { emoji } from "../emoji.js";
import { channelLink, link, mention, mrkdwn, plain } from "../mrkdwn.js";

export function richText(block) {
  return h("div", { class: "words" }, block.elements.map(part));
}

function part(element) {
  if (element.type === "rich_text_list") return list(element);
  if (element.type === "rich_text_quote") return h("blockquote", null, element.elements.map(leaf));
  if (element.type === "rich_text_preformatted") {
    return h("pre", { class: "code-block" }, h("code", null, element.elements.map((each) => each.text ?? each.url ?? "")));
  }
  return h("div", null, (element.elements ?? []).map(leaf));
}

function list(element) {
  const tag = element.style === "ordered" ? "ol" : "ul";
  return h(tag, { style: { marginLeft: `${(element.indent ?? 0) * 24}px` }, start: element.offset ? element.offset + 1 : undefined },
    element.elements.map((each) => h("li", null, (each.elements ?? []).map(leaf))));
}

const LEAVES = {
  text: (each) => lined(each.text),
  link: (each) => link(each.url, each.text || each.url),
  user: (each) => mention(each.user_id),
  channel: (each) => channelLink(each.channel_id),
  usergroup: (each) => mrkdwn(`<!subteam^${each.usergroup_id}>`),
  broadcast: (each) => mrkdwn(`<!${each.range}>`),
  emoji: (each) => emoji(each.name) ?? `:${each.name}:`,
  date: (each) => mrkdwn(`<!date^${Number(each.timestamp)}^${String(each.format).replace(/[\^<>|]/g, "")}|date>`),
  color: (each) => each.value,
};

const lined = (text) =>
  String(text ?? "").split("\n").flatMap((row, at) => (at ? [h("br"), plain(row)] : [plain(row)]));

function leaf(element) {
  const make = LEAVES[element.type];
  let node = make ? make(element) : `[${element.type}]`;
  const style = element.style ?? {};
  if (style.code) node = h("code", { class: "code" }, node);
  if (style.bold) node = h("b", null, node);
  if (style.italic) node = h("i", null, node);
  if (style.strike) node = h("s", null, node);
  return node;
}
