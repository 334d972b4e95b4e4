// A small panel anchored to a control. One at a time; Esc, an outside press or a scroll closes it.

import { h, icon } from "./dom.js";

let open = null;

export function closePopover({ refocus = false } = {}) {
  if (!open) return;
  const { panel, anchor, onclose, off } = open;
  open = null;
  off.abort();
  panel.remove();
  anchor.setAttribute("aria-expanded", "false");
  onclose?.();
  if (refocus && anchor.isConnected) anchor.focus();
}

export const popoverAnchor = () => open?.anchor ?? null;

/** Shows `content` beside `anchor`; width "anchor" makes it as wide as the anchor. */
export function openPopover(anchor, content, { label, className = "", width, align = "start", onclose, most = 360 } = {}) {
  closePopover();
  const panel = h("div", { class: `popover ${className}`, role: label ? "dialog" : undefined, "aria-label": label }, content);
  // Inside the dialog, because what is outside an open modal is inert.
  (anchor.closest("dialog") ?? document.body).append(panel);
  anchor.setAttribute("aria-expanded", "true");
  const off = new AbortController();
  const { signal } = off;
  const place = () => anchor.isConnected && position(panel, anchor, width, align, most);
  open = { panel, anchor, onclose, off, place };
  place();
  document.addEventListener("pointerdown", (event) => {
    if (!panel.contains(event.target) && !anchor.contains(event.target)) closePopover();
  }, { signal, capture: true });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    closePopover({ refocus: true });
  }, { signal, capture: true });
  document.addEventListener("scroll", (event) => {
    if (!panel.contains(event.target)) place();
    if (!anchor.isConnected) closePopover();
  }, { signal, capture: true });
  window.addEventListener("resize", () => closePopover(), { signal });
  return panel;
}

/** After what is in it has changed its size. */
export const placePopover = () => open?.place();

function position(panel, anchor, width, align, most) {
  const box = anchor.getBoundingClientRect();
  if (width === "anchor") panel.style.width = `${Math.max(box.width, 180)}px`;
  const gap = 4;
  const margin = 8;
  const below = innerHeight - box.bottom - gap - margin;
  const above = box.top - gap - margin;
  const size = panel.getBoundingClientRect();
  const wanted = Math.min(panel.scrollHeight || size.height, most);
  const goBelow = below >= wanted || below >= above;
  panel.style.maxHeight = `${Math.min(most, goBelow ? below : above)}px`;
  const height = Math.min(wanted, goBelow ? below : above);
  panel.style.top = `${goBelow ? box.bottom + gap : box.top - gap - height}px`;
  const left = align === "end" ? box.right - size.width : box.left;
  panel.style.left = `${Math.max(margin, Math.min(left, innerWidth - size.width - margin))}px`;
}

/**
 * A menu of buttons. Items: {label, description, face or icon, divided, run}, {heading}, or {row: [items]} for faces
 * side by side.
 */
export function openMenu(anchor, items, options = {}) {
  const { label, ...rest } = options;
  const take = (item) => () => {
    closePopover({ refocus: true });
    item.run();
  };
  const plain = (item) => h("button", {
    type: "button", class: `menu-item${item.divided ? " is-divided" : ""}`, role: "menuitem", onclick: take(item),
  }, item.face ?? (item.icon && icon(item.icon, 17)),
  h("span", { class: "menu-words" }, h("span", null, item.label), item.description && h("small", null, item.description)));
  const inRow = (item) => h("button", { type: "button", class: "menu-face", role: "menuitem", "aria-label": item.label, onclick: take(item) }, item.face);
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label }, items.map((item) => {
    if (item.heading) return h("div", { class: "menu-heading", role: "presentation" }, item.heading);
    return item.row ? h("div", { class: "menu-row", role: "presentation" }, item.row.map(inRow)) : plain(item);
  }));
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "Tab") closePopover({ refocus: true });
    if (!step) return;
    event.preventDefault();
    const all = [...menu.querySelectorAll("button")];
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  });
  const panel = openPopover(anchor, menu, rest);
  menu.querySelector("button")?.focus();
  return panel;
}
