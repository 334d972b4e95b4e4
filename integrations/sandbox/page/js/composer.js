// Where a person writes: messages and slash commands, with the completion of / @ # and :emoji:.

import { h, fill, icon } from "./dom.js";
import { store } from "./state.js";
import { encodeNames, nameBefore, suggestionsFor } from "./completion.js";
import { learn } from "./directory.js";
import { chooseEmoji } from "./emojipicker.js";
import { shortcutButton } from "./shortcuts.js";
import { sendCommand, sendMessage } from "./acts.js";
import { toast } from "./notices.js";

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
    h("button", { type: "button", class: "composer-tool", "aria-label": label, "data-tip": label, onclick: insert(sign) }, sign);
  const emojiTool = h("button", {
    type: "button", class: "composer-tool", "aria-label": "Emoji", "data-tip": "Emoji", "aria-haspopup": "dialog", "aria-expanded": "false",
    onclick: () => chooseEmoji(emojiTool, (_name, sign) => insert(sign)()),
  }, icon("smile", 17));
  const node = h("div", { class: "composer" }, list,
    h("div", { class: "composer-box" }, area,
      h("div", { class: "composer-tools" },
        shortcutButton(), !thread && tool("/", "Slash commands"), tool("@", "Mention someone"), tool("#", "Name a channel"), emojiTool,
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
    askFurther();
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

  /** A big workspace is asked too; what comes late is shown if the person is still there. */
  async function askFurther() {
    const { value } = area;
    const [, , sign, typed] = nameBefore(value.slice(0, area.selectionStart)) ?? [];
    if (!sign || sign === ":" || !(await learn(sign, typed.toLowerCase()))) return;
    if (area.value === value && document.activeElement === area) suggest();
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
    const { from, text, run } = suggestions[at];
    if (run) {
      area.value = ""; // The whole line named it.
      keep();
      clear();
      return run();
    }
    area.setRangeText(text, from, area.selectionStart, "end");
    keep();
    clear();
    return undefined;
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
      if (open && typed !== suggestions[active].text?.trim()) take(active);
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

export const draftOf = (channel) => sessionStorage.getItem(`sandbox.draft.${store.user}.${channel}.`);
