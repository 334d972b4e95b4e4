// What Slack itself tells a person: beside the conversation it is about, else as a toast. Stays until dismissed.

import { h, icon, reconcile } from "./dom.js";
import { store, openChannel } from "./state.js";
import { dismissNotice } from "./acts.js";
import { mrkdwn } from "./mrkdwn.js";

let own = []; // Notices of the page itself: {id, text, kind}
let serial = 0;

/** A notice of the page itself. */
export function toast(text, kind = "error") {
  if (own.some((each) => each.text === text)) return;
  own = [...own, { id: `own-${(serial += 1)}`, text, kind }];
  renderToasts();
}

const dismiss = (notice) => {
  if (!notice.id.startsWith("own-")) return dismissNotice(notice.id);
  own = own.filter((each) => each.id !== notice.id);
  return renderToasts();
};

const inModal = () => Boolean(store.state?.views?.length);
const belongsHere = (notice) => notice.channel && notice.channel === openChannel()?.id && !inModal();

/** The notices shown as lines at the end of the open conversation. */
export const lineNotices = () => (store.state?.notices ?? []).filter(belongsHere);

export function noticeNode(notice, className) {
  return h("div", {
    class: `notice notice-${notice.kind ?? "info"} ${className}`, "data-testid": "notice",
    "data-id": notice.id, role: notice.kind === "error" ? "alert" : "status",
  },
    h("span", { class: "notice-icon" }, icon(notice.kind === "error" ? "warn" : "eye", 16)),
    h("div", { class: "notice-words" },
      h("div", { class: "notice-from" }, "Slackbot", h("span", { class: "muted" }, " · Only visible to you")),
      h("div", { class: "words" }, mrkdwn(notice.text))),
    h("button", {
      type: "button", class: "icon-button", "aria-label": "Dismiss", "data-testid": "notice-dismiss",
      onclick: () => dismiss(notice),
    }, icon("close", 14)));
}

export function renderToasts() {
  const home = document.getElementById("toasts");
  // An open modal makes the rest inert, so that its toasts stand inside it.
  const host = document.querySelector("dialog.modal[open] .modal-toasts");
  const notices = [...own, ...(store.state?.notices ?? []).filter((each) => !belongsHere(each))];
  const items = notices.map((notice) => ({
    key: notice.id, sig: notice.text, make: () => noticeNode(notice, "toast"),
  }));
  reconcile(home, host ? [] : items);
  if (host) reconcile(host, items);
}
