// Faces: initials on a colour, and the app's own mark.

import { h } from "./dom.js";
import { store, user, displayName } from "./state.js";

const initials = (name) =>
  name.split(/\s+/).map((word) => word[0] ?? "").join("").slice(0, 2).toUpperCase() || "?";

export function avatar(id, size = 36, name = null) {
  const found = user(id);
  const bot = !found || found.is_bot || id === store.state.app.bot_user_id;
  const text = found?.avatar?.text || initials(name ?? displayName(id) ?? "?");
  return h("span", {
    class: `avatar${bot ? " avatar-app" : ""}`,
    "aria-hidden": "true",
    style: {
      width: `${size}px`, height: `${size}px`, fontSize: `${Math.round(size * 0.4)}px`,
      borderRadius: `${Math.max(4, Math.round(size * 0.22))}px`,
      ...(found?.avatar?.color && !bot ? { background: found.avatar.color } : {}),
    },
  }, bot ? (name ?? displayName(id) ?? "A").trim()[0]?.toUpperCase() : text);
}
