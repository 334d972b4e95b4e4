// Pictures. Only this origin's own (and data:) pictures load: the page makes no call elsewhere.

import { h, icon } from "../dom.js";
import { link, plain, textObject } from "../mrkdwn.js";

function picture(url, alt, attrs) {
  const local = url?.startsWith("data:image/") || url?.startsWith(`${location.origin}/`);
  if (local) return h("img", { src: url, alt: alt ?? "", ...attrs });
  return h("span", { class: "picture-away", role: "img", "aria-label": alt ?? "picture", title: url },
    icon("eye", 14), h("span", null, plain(alt || "picture")));
}

export const image = (element) => picture(element.image_url, element.alt_text, { class: "image-element" });

export function imageBlock(block) {
  return h("figure", { class: "image" },
    block.title && h("figcaption", null, textObject(block.title)),
    picture(block.image_url, block.alt_text, { class: "image-full" }),
    block.image_url && /^https?:/.test(block.image_url) && h("small", null, link(block.image_url, "Open the picture")));
}
