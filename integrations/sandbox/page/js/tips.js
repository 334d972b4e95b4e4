// Tooltips: what carries data-tip says it when pointed at or focused by the keyboard.

import { h } from "./dom.js";

const WAIT_MS = 250;
const tip = h("div", { class: "tip", role: "presentation", popover: "manual", "data-testid": "tip" });
let anchor = null;
let timer = null;

function show(node) {
  if (!node.isConnected) return;
  tip.textContent = node.dataset.tip;
  if (!tip.isConnected) document.body.append(tip);
  tip.showPopover(); // The top layer: above dialogs, never clipped.
  const at = node.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  const above = at.top - size.height - 6;
  tip.style.top = `${above > 4 ? above : at.bottom + 6}px`;
  tip.style.left = `${Math.max(6, Math.min(at.left + at.width / 2 - size.width / 2, innerWidth - size.width - 6))}px`;
}

export function hideTip() {
  clearTimeout(timer);
  anchor = null;
  if (tip.matches(":popover-open")) tip.hidePopover();
}

function aim(target) {
  const node = target.closest?.("[data-tip]") ?? null;
  if (node === anchor) return;
  hideTip();
  anchor = node;
  if (node) timer = setTimeout(() => show(node), WAIT_MS);
}

export function watchTips() {
  document.addEventListener("pointerover", (event) => event.pointerType !== "touch" && aim(event.target));
  document.addEventListener("focusin", (event) => event.target.matches(":focus-visible") && aim(event.target));
  for (const gone of ["pointerdown", "keydown", "focusout", "scroll"]) document.addEventListener(gone, hideTip, { capture: true, passive: true });
}
