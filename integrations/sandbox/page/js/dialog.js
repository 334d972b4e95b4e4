// A native modal dialog (focus stays inside, the rest is inert) that closes on Esc and on its backdrop.

import { h, icon } from "./dom.js";
import { closePopover } from "./popover.js";

/** showDialog({title, body, className, onclose}) -> {close, node}. */
export function showDialog({ title, body, foot, className = "", testid, onclose }) {
  closePopover();
  const before = document.activeElement;
  const close = () => {
    if (!node.isConnected) return;
    node.close();
    node.remove();
    onclose?.();
    if (before?.isConnected) before.focus?.();
  };
  const node = h("dialog", { class: `dialog ${className}`, "aria-label": title, "data-testid": testid },
    h("div", { class: "dialog-box" },
      h("header", { class: "dialog-head" },
        h("h2", null, title),
        h("button", { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => close() }, icon("close"))),
      h("div", { class: "dialog-body" }, body),
      foot && h("footer", { class: "dialog-foot" }, foot)));
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  });
  node.addEventListener("cancel", (event) => event.preventDefault());
  node.addEventListener("pointerdown", (event) => {
    if (event.target === node) close();
  });
  document.body.append(node);
  node.showModal();
  return { node, close };
}
