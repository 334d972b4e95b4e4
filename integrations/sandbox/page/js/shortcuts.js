// The app's global shortcuts: the lightning button of the composer, and the same entries in its "/" list.

import { h, icon } from "./dom.js";
import { avatar } from "./avatar.js";
import { store, shortcuts } from "./state.js";
import { openMenu } from "./popover.js";
import { runShortcut } from "./acts.js";

/** The lightning button; nothing when the app has no global shortcut. */
export function shortcutButton() {
  if (!shortcuts("global").length) return null;
  return h("button", {
    type: "button", class: "composer-tool composer-bolt", "aria-label": "Shortcuts", "data-tip": "Shortcuts", "data-testid": "shortcuts",
    "aria-haspopup": "menu", "aria-expanded": "false", onclick: (event) => showShortcuts(event.currentTarget),
  }, icon("bolt", 16));
}

function showShortcuts(anchor) {
  const { app } = store.state;
  openMenu(anchor, [
    { heading: `Shortcuts of ${app.name}` },
    ...shortcuts("global").map((each) => ({
      label: each.name, description: each.description, face: avatar(app.bot_user_id, 28), run: () => runShortcut(each.callback_id),
    })),
  ], { label: "Shortcuts", className: "popover-shortcuts" });
}

/** What the "/" list offers beside commands: shortcuts whose name has a word that starts so. */
export function shortcutEntries(start) {
  const { app } = store.state;
  const fits = (name) => name.toLowerCase().split(/\s+/).some((word) => word.startsWith(start));
  return shortcuts("global").filter((each) => !start || fits(each.name)).map((each) => ({
    label: each.name, usage: "shortcut", description: `${each.description || "Shortcut"} — ${app.name}`,
    face: () => avatar(app.bot_user_id, 28), run: () => runShortcut(each.callback_id),
  }));
}
