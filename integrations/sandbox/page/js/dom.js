// Building and patching the page without innerHTML: text only ever becomes a text node.

const SVG = "http://www.w3.org/2000/svg";

/** h("button", {class: "x", onclick: f, "aria-label": "y"}, "text", node, [more]) */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name === "style") Object.assign(node.style, value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  add(node, children);
  return node;
}

function add(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(child instanceof Node ? child : String(child));
  }
}

/** Empties a node and fills it anew. */
export function fill(node, ...children) {
  node.replaceChildren();
  add(node, children);
  return node;
}

/**
 * Makes a node's children be `items` in order, each {key, sig, make}. A child whose key and sig are
 * unchanged stays the very same node, so that focus, selection, scroll and half-typed text survive. An item may
 * `patch(node)` a changed node in place; where that answers false, it is made anew.
 */
export function reconcile(parent, items) {
  const old = new Map();
  for (const child of [...parent.children]) {
    if (child.reconcileKey === undefined) child.remove();
    else old.set(child.reconcileKey, child);
  }
  let cursor = parent.firstChild;
  for (const { key, sig, make, patch } of items) {
    let node = old.get(key);
    old.delete(key);
    if (node && node.reconcileSig !== sig) {
      if (!patch?.(node)) {
        const fresh = make();
        const focus = focusPath(node);
        if (cursor === node) cursor = fresh;
        node.replaceWith(fresh);
        restoreFocus(fresh, focus);
        node = fresh;
      }
    } else if (!node) {
      node = make();
    }
    node.reconcileKey = key;
    node.reconcileSig = sig;
    if (node === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(node, cursor);
  }
  for (const node of old.values()) node.remove();
}

function focusPath(node) {
  const active = document.activeElement;
  if (!active || !node.contains(active)) return null;
  const hook = active.closest("[data-testid]")?.dataset.testid;
  if (!hook) return null;
  const selection = "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  return { hook, selection };
}

function restoreFocus(node, focus) {
  if (!focus) return;
  const hook = `[data-testid="${CSS.escape(focus.hook)}"]`;
  const target = node.matches(hook) ? node : node.querySelector(hook);
  if (!target) {
    if (node.hasAttribute("tabindex")) node.focus({ preventScroll: true });
    return;
  }
  target.focus({ preventScroll: true });
  if (focus.selection && focus.selection[0] !== null && target.setSelectionRange) {
    try {
      target.setSelectionRange(...focus.selection);
    } catch {
      // Number, date and e-mail fields have no text selection.
    }
  }
}

const ICONS = {
  hash: "M9 3 7 21M17 3l-2 18M3.500 8.500h17M3 15.500h17",
  lock: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
  close: "M5 5l14 14M19 5L5 19",
  menu: "M4 6h16M4 12h16M4 18h16",
  people: "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 20c.5-4 3-6 6.500-6s6 2 6.500 6M16 4.500a3.300 3.300 0 0 1 0 6.300M18 14.500c2 .8 3.200 2.700 3.500 5.500",
  pin: "M9 3h6l-1 7 4 3.500H6L10 10 9 3zM12 13.500V21",
  bookmark: "M6.500 3.500h11v17L12 16l-5.500 4.500z",
  reply: "M4 5h16v11H11l-4.500 4v-4H4z",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.700-5.700L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.700 5.700L12 17",
  send: "M4 4l17 8-17 8 2.500-8zM6.500 12H13",
  search: "M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM15.500 15.500 21 21",
  plus: "M12 5v14M5 12h14",
  down: "M6 9l6 6 6-6",
  back: "M14.500 5.500 8 12l6.500 6.500",
  more: "M5 10.800a1.200 1.200 0 1 0 .01 0zM12 10.800a1.200 1.200 0 1 0 .01 0zM19 10.800a1.200 1.200 0 1 0 .01 0z",
  eye: "M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 14.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  wire: "M3 12h4l2.500-7 5 14 2.500-7h4",
  check: "M5 12.500l4.500 4.500L19 7.500",
  arrow: "M12 4v16M5.500 13.500 12 20l6.500-6.500",
  warn: "M12 4 2.500 20h19zM12 10v4.500M12 17.200h.01",
  react: "M20.300 10.200A8.500 8.500 0 1 1 13 3.600M8.500 14.500c.8 1.300 1.900 2 3.300 2s2.500-.7 3.300-2M9 10h.01M14.500 10h.01M19 2v6M16 5h6",
  smile: "M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17zM8.500 14c.8 1.400 2 2.200 3.500 2.200s2.700-.8 3.500-2.200M9.200 9.700h.01M14.800 9.700h.01",
  bolt: "M13 2.500 4.500 13.500H11L10 21.500l9-11.500h-6.500z",
  mail: "M3.500 5.500h17v13h-17zM4 6l8 7 8-7",
  phone: "M6 3.500h3.500l1.500 5-2.300 1.700a12 12 0 0 0 5.100 5.100L15.500 13l5 1.500V18a2.500 2.500 0 0 1-2.700 2.500A15.500 15.500 0 0 1 3.500 6.200 2.500 2.500 0 0 1 6 3.500z",
  external: "M9 5H5v14h14v-4M13 4h7v7M20 4l-9 9",
};

export function icon(name, size = 18) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("width", size);
  svg.setAttribute("height", size);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}
