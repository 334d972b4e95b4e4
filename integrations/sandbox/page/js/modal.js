// The app's modals: the stack of `views`, the last on top. Views below keep their nodes and what was typed in them.

import { h, icon, reconcile } from "./dom.js";
import { store, notify, openChannel } from "./state.js";
import { avatar } from "./avatar.js";
import { plain } from "./mrkdwn.js";
import { renderBlocks } from "./blocks/index.js";
import { contextOf, forgetForm, formOf } from "./blocks/context.js";
import { faultsOf } from "./blocks/form.js";
import { closePopover } from "./popover.js";
import { submitView, closeView } from "./acts.js";

const keyOf = (view) => `view-${view.id}`;
const shown = new Map(); // view id -> {node, body, busy, own: {block_id: text}, edited: Set of block ids}
const closing = new Set(); // Closed here, until the server says so too.
let dialog = null;
let before = null;

export function renderModal() {
  const views = (store.state.views ?? []).filter((view) => !closing.has(view.id));
  for (const id of closing) if (!store.state.views?.some((view) => view.id === id)) closing.delete(id);
  for (const [id, held] of shown) {
    if (views.some((view) => view.id === id)) continue;
    held.node.remove();
    shown.delete(id);
    forgetForm(`view-${id}`);
  }
  if (!views.length) return hide();
  if (!dialog) open();
  const top = views.at(-1);
  let fresh = false;
  for (const view of views) {
    const held = shown.get(view.id) ?? mount(view);
    held.node.hidden = view !== top;
    draw(view, held, views.length);
    if (view === top && !held.entered) {
      held.entered = true;
      fresh = true;
    }
  }
  if (fresh) focusFirst(shown.get(top.id));
  return undefined;
}

function open() {
  before = document.activeElement;
  closePopover();
  dialog = h("dialog", { class: "dialog modal", "data-testid": "modal" },
    h("div", { class: "modal-toasts toasts-in", "aria-live": "assertive" }));
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    closeTop();
  });
  dialog.addEventListener("cancel", (event) => { // Esc with the focus elsewhere.
    event.preventDefault();
    closeTop();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function hide() {
  if (!dialog) return;
  closePopover();
  dialog.close();
  dialog.remove();
  dialog = null;
  if (before?.isConnected && before !== document.body) before.focus({ preventScroll: true });
  else document.querySelector("[data-testid=composer]")?.focus({ preventScroll: true });
}

const topView = () => (store.state.views ?? []).filter((view) => !closing.has(view.id)).at(-1);

function closeTop() {
  const view = topView();
  if (!view || shown.get(view.id)?.busy) return;
  closing.add(view.id); // At once for the person; the server follows.
  closeView(view.id).then((answer) => {
    if (answer.ok) return;
    closing.delete(view.id);
    notify();
  });
  notify();
}

function mount(view) {
  const body = h("div", { class: "blocks" });
  const head = h("div");
  const foot = h("div", { class: "modal-foot" });
  const node = h("form", {
    class: "dialog-box", novalidate: true, "data-view-id": view.id,
    onsubmit: (event) => {
      event.preventDefault();
      submit(view.id);
    },
  }, head, h("div", { class: "dialog-body" }, body), foot);
  dialog.append(node);
  const held = { node, body, head, foot, busy: false, own: {}, edited: new Set(), entered: false };
  shown.set(view.id, held);
  return held;
}

const text = (object, fallback) => (typeof object === "string" ? object : object?.text) || fallback;

function draw(view, held, depth) {
  const title = text(view.title, "");
  const busy = held.busy || view.busy;
  const top = topView();
  if (view === top) dialog.setAttribute("aria-label", title);
  reconcile(held.head, [{
    key: "head", sig: `${title}|${depth}|${JSON.stringify(view.close)}`,
    make: () => h("header", { class: "dialog-head" },
      depth > 1 ? h("button", { type: "button", class: "icon-button", "aria-label": "Back", "data-testid": "modal-back", onclick: closeTop }, icon("back"))
        : avatar(store.state.app.bot_user_id, 28),
      h("h2", { "data-testid": "modal-title" }, plain(title)),
      h("button", { type: "button", class: "icon-button", "aria-label": "Close", onclick: closeTop }, icon("close"))),
  }]);
  renderBlocks(held.body, view.blocks, contextOf({
    key: keyOf(view),
    container: { type: "view", view_id: view.id },
    blocks: () => (store.state.views ?? []).find((each) => each.id === view.id)?.blocks ?? [],
    errors: { ...remaining(view.errors, held.edited), ...held.own },
    seed: view.state?.values,
    channel: openChannel()?.id ?? null,
    onedit: (block) => settle(held, block),
  }));
  reconcile(held.foot, [{
    key: "foot", sig: JSON.stringify([view.close, view.submit, busy]),
    make: () => foot(view, busy),
  }]);
  held.node.setAttribute("aria-busy", String(Boolean(busy)));
}

const remaining = (errors, edited) =>
  Object.fromEntries(Object.entries(errors ?? {}).filter(([id]) => !edited.has(id)));

/** A corrected field loses its error at the next drawing, not under the person's fingers. */
function settle(held, block) {
  held.edited.add(block.block_id);
  if (!held.own[block.block_id]) return;
  const { [block.block_id]: gone, ...rest } = held.own;
  held.own = rest;
}

function foot(view, busy) {
  const hasInput = view.blocks.some((block) => block.type === "input");
  const submitText = text(view.submit, hasInput ? "Submit" : null);
  return h("footer", { class: "dialog-foot" },
    h("button", { type: "button", class: "button", "data-testid": "modal-close", onclick: closeTop }, plain(text(view.close, "Cancel"))),
    submitText && h("button", {
      type: "submit", class: "button button-primary", "data-testid": "modal-submit", disabled: busy, "aria-busy": busy ? "true" : undefined,
    }, plain(submitText)));
}

async function submit(id) {
  const view = topView();
  const held = shown.get(id);
  if (!held || view?.id !== id || held.busy) return;
  const form = formOf(keyOf(view));
  held.own = faultsOf(view.blocks, form);
  held.edited = new Set();
  if (Object.keys(held.own).length) {
    notify();
    focusFault(held);
    return;
  }
  held.busy = true;
  notify();
  await submitView(id, form.state(view.blocks));
  held.busy = false;
  notify();
  if (shown.has(id) && topView()?.id === id) focusFault(held);
}

function focusFault(held) {
  const wrong = held.node.querySelector("[aria-invalid=true]");
  if (!wrong) return;
  const target = wrong.matches("input, textarea") ? wrong : wrong.querySelector("input");
  target?.focus();
  wrong.closest(".block")?.scrollIntoView({ block: "nearest" });
}

function focusFirst(held) {
  const first = held.node.querySelector("[data-autofocus]") ??
    held.node.querySelector(".dialog-body input:not([disabled]), .dialog-body textarea") ??
    held.node.querySelector(".dialog-body button") ??
    held.node.querySelector("[data-testid=modal-submit], [data-testid=modal-close]");
  first?.focus({ preventScroll: true });
}

export const modalIsOpen = () => Boolean(dialog);
