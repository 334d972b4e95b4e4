// "You are": everybody of the workspace, to look at it with their eyes.

import { h } from "./dom.js";
import { store, notify } from "./state.js";
import { personList } from "./personlist.js";
import { openPopover, closePopover } from "./popover.js";
import { forgetChannels } from "./directory.js";
import { connect, refresh } from "./live.js";
import { writeAddress } from "./router.js";
import { forgetHome } from "./home.js";

export function showWho(anchor) {
  const list = personList({
    label: "Be someone", chosen: store.user, attrs: (each) => ({ "data-testid": `user-${each.name}` }),
    onpick: (id) => {
      closePopover({ refocus: true });
      become(id);
    },
  });
  openPopover(anchor, h("div", { class: "who-list" },
    h("p", { class: "who-tip" }, "Each person sees their own channels, messages and forms. Open a second window to be two people at once."), list),
  { label: "Be someone", className: "popover-who", most: 640 });
  (list.querySelector("input") ?? list.querySelector("[aria-selected=true]"))?.focus();
}

export async function become(id) {
  if (id === store.user) return;
  store.user = id;
  store.thread = null;
  forgetChannels(); // What one person may see is not the next one's.
  forgetHome();
  writeAddress();
  connect();
  await refresh();
  notify();
}
