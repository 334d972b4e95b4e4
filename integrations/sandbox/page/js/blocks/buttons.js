// Buttons, overflow menus and the confirmation that any element may ask for.

import { h, icon } from "../dom.js";
import { showDialog } from "../dialog.js";
import { openMenu } from "../popover.js";
import { plain, textObject, wordsOf } from "../mrkdwn.js";
import { go, parsePermalink } from "../router.js";

/** Runs `run` at once, or after the person agreed to Slack's confirm object. */
export function confirmed(confirm, run, cancel) {
  if (!confirm) return run();
  let agreed = false;
  const dialog = showDialog({
    title: wordsOf(confirm.title?.text ?? "Are you sure?"),
    className: "dialog-small",
    testid: "confirm",
    body: h("div", { class: "words" }, textObject(confirm.text)),
    foot: [
      h("button", { type: "button", class: "button", "data-testid": "confirm-deny", onclick: () => dialog.close() },
        plain(confirm.deny?.text ?? "Cancel")),
      h("button", {
        type: "button", class: `button ${confirm.style === "danger" ? "button-danger" : "button-primary"}`,
        "data-testid": "confirm-agree",
        onclick: () => {
          agreed = true;
          dialog.close();
          run();
        },
      }, plain(confirm.confirm?.text ?? "Yes")),
    ],
    onclose: () => agreed || cancel?.(),
  });
  dialog.node.querySelector("[data-testid=confirm-agree]").focus();
  return undefined;
}

export function openUrl(href) {
  const place = parsePermalink(href);
  if (place) go({ kind: "channel", id: place.id }, { thread: place.thread, jump: place.ts });
  else if (/^(https?|mailto):/i.test(href)) window.open(href, "_blank", "noopener");
}

export function button(element, block, ctx) {
  const node = h("button", {
    type: "button",
    class: `button button-${element.style ?? "plain"}`,
    id: ctx.idOf(block, element),
    "data-testid": `action-${element.action_id}`,
    "aria-label": element.accessibility_label,
    onclick: () => {
      if (node.getAttribute("aria-busy")) return;
      confirmed(element.confirm, async () => {
        if (element.url) openUrl(element.url);
        node.setAttribute("aria-busy", "true");
        await ctx.send(block, element, { type: "button", ...(element.value === undefined ? {} : { value: element.value }) });
        node.removeAttribute("aria-busy");
      });
    },
  }, plain(element.text?.text), element.url && !parsePermalink(element.url) && icon("external", 12));
  return node;
}

export function overflow(element, block, ctx) {
  const node = h("button", {
    type: "button", class: "button button-icon", "aria-label": "More actions", "aria-haspopup": "menu",
    "aria-expanded": "false", "data-testid": `action-${element.action_id}`, id: ctx.idOf(block, element),
    onclick: () => openMenu(node, element.options.map((option) => ({
      label: plain(option.text.text),
      description: option.description && plain(option.description.text),
      run: () => confirmed(element.confirm, () => {
        if (option.url) openUrl(option.url);
        ctx.send(block, element, { type: "overflow", selected_option: option });
      }),
    })), { align: "end" }),
  }, icon("more"));
  return node;
}
