// "You are": everybody of the workspace, to look at it with their eyes.

import { h, icon } from "./dom.js";
import { avatar } from "./avatar.js";
import { store, people, notify } from "./state.js";
import { openPopover, closePopover } from "./popover.js";
import { connect, refresh } from "./live.js";
import { writeAddress } from "./router.js";
import { forgetHome } from "./home.js";

export function showWho(anchor) {
  const list = h("div", { class: "who-list", role: "listbox", "aria-label": "Be someone" },
    h("p", { class: "who-tip" }, "Each person sees their own channels, messages and forms. Open a second window to be two people at once."),
    people().map((each) => h("button", {
      type: "button", class: "person", role: "option", "aria-selected": String(each.id === store.user),
      "data-testid": `user-${each.name}`, "data-user": each.id,
      onclick: () => {
        closePopover({ refocus: true });
        become(each.id);
      },
    }, avatar(each.id, 34), h("span", { class: "person-words" }, h("b", null, each.real_name || each.name),
      h("small", null, each.title ?? "")), each.id === store.user && icon("check", 16))));
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...list.querySelectorAll("button")];
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  });
  openPopover(anchor, list, { label: "Be someone", className: "popover-who", most: 640 });
  list.querySelector("[aria-selected=true]")?.focus();
}

export async function become(id) {
  if (id === store.user) return;
  store.user = id;
  store.thread = null;
  forgetHome();
  writeAddress();
  connect();
  await refresh();
  notify();
}
