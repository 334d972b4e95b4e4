// An HTML mail in a frame that runs no script, loads nothing and leads nowhere but to new tabs.

import { h } from "./dom.js";

const UNWANTED = "script, iframe, object, embed, link, base, meta, form";

/** The frame of {subject, html}; it grows to the height of what is in it. */
export function mailFrame(mail) {
  // A document of the parser's own: nothing in it runs or loads.
  const parsed = new DOMParser().parseFromString(mail.html, "text/html");
  parsed.querySelectorAll(UNWANTED).forEach((node) => node.remove());
  const sheets = [...parsed.querySelectorAll("style")].map((node) => {
    node.remove();
    return node.textContent;
  });
  for (const node of parsed.querySelectorAll("*")) {
    for (const { name } of [...node.attributes]) if (name.startsWith("on")) node.removeAttribute(name);
    // Pictures from elsewhere tell their sender who reads; the page's Content-Security-Policy stops any that are left.
    if (node.matches("[src]") && !node.getAttribute("src").startsWith("data:image/")) node.removeAttribute("src");
    node.removeAttribute("srcset");
    if (node.matches("a[href]")) {
      node.target = "_blank";
      node.rel = "noopener noreferrer";
    }
  }
  const frame = h("iframe", {
    class: "mail-frame", title: mail.subject || "Mail", "data-testid": "mail-frame",
    // Same origin so that this page can measure and dress it; without allow-scripts nothing in it can use that.
    sandbox: "allow-same-origin allow-popups allow-popups-to-escape-sandbox",
    srcdoc: parsed.documentElement.outerHTML,
    onload: () => dress(frame, sheets),
  });
  return frame;
}

function dress(frame, sheets) {
  const inside = frame.contentDocument;
  const view = frame.contentWindow;
  if (!inside) return;
  // The page's Content-Security-Policy stops style sheets inside the text; those made by script it allows.
  inside.adoptedStyleSheets = ["html { background: #fff; font: 15px/1.45 sans-serif; } body { overflow-wrap: anywhere; }", ...sheets].map((text) => {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  frame.style.height = `${Math.ceil(inside.documentElement.getBoundingClientRect().height) + 4}px`;
}
