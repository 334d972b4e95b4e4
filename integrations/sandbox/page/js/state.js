// What the person sees (the server's state) and where they look (place, thread), with look-ups.

export const store = {
  state: null,
  user: null, // who I am: a user id
  place: null, // {kind: "channel", id} or {kind: "app", tab: "home" | "messages"}
  thread: null, // ts of the open thread's root
  jump: null, // ts to scroll to and flash once
  connected: true,
};

const listeners = new Set();
export const subscribe = (listener) => listeners.add(listener);
export const notify = () => listeners.forEach((listener) => listener());

export const user = (id) => store.state?.users.find((each) => each.id === id);
export const channel = (id) => store.state?.channels.find((each) => each.id === id);
export const me = () => user(store.state?.me);
export const people = () => store.state.users.filter((each) => !each.is_bot && !each.deleted);
export const isBot = (id) => Boolean(id && (id === store.state.app.bot_user_id || user(id)?.is_bot));

export const displayName = (id) => {
  const found = user(id);
  if (found) return found.real_name || found.name || id;
  return id === store.state?.app.bot_user_id ? store.state.app.name : id;
};

/** The direct message with the app, or undefined before anybody wrote. */
export const appChannel = () =>
  store.state.channels.find((each) => each.is_im && each.user === store.state.app.bot_user_id);

/** The channel whose messages are on screen, or undefined on the app's Home. */
export function openChannel() {
  if (!store.state || !store.place) return undefined;
  if (store.place.kind === "channel") return channel(store.place.id);
  return store.place.tab === "messages" ? appChannel() : undefined;
}

export const channelTitle = (each) => (each.is_im ? displayName(each.user) : each.name);
export const unreadTotal = () =>
  store.state.channels.reduce((sum, each) => sum + (shown(each) ? each.unread || 0 : 0), 0);
export const shown = (each) => !each.is_archived && (each.is_member || each.is_im);

/** The names a piece of JSON refers to: part of a node's signature, so that a rename re-renders it. */
export function references(json) {
  const names = [];
  for (const [, sign, id] of json.matchAll(/<(@|#|!subteam\^)([A-Z0-9]+)/g)) {
    if (sign === "@") names.push(displayName(id));
    else if (sign === "#") names.push(channel(id)?.name);
  }
  return names.join();
}
