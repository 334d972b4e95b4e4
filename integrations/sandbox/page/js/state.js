// What the person sees (the server's state) and where they look (place, thread), with look-ups.

export const store = {
  state: null,
  user: null, // who I am: a user id
  place: null, // {kind: "channel", id} or {kind: "app", tab: "home" | "messages"}
  thread: null, // ts of the open thread's root
  readFor: "", // The channel that the state was read for: of a big workspace it holds only mine and this one.
  jump: null, // ts to scroll to and flash once
  connected: true,
  known: { users: new Map(), channels: new Map() }, // Found by looking for them, beyond the state.
};

const listeners = new Set();
export const subscribe = (listener) => listeners.add(listener);
export const notify = () => listeners.forEach((listener) => listener());

let index = { of: null }; // Ids of the present state, for a workspace of thousands.
function indexed() {
  const { state } = store;
  if (index.of !== state) {
    const byId = (rows) => new Map(rows.map((each) => [each.id, each]));
    index = { of: state, users: byId(state?.users ?? []), channels: byId(state?.channels ?? []) };
  }
  return index;
}

export const user = (id) => indexed().users.get(id) ?? store.known.users.get(id);
/** A conversation of the state, with its messages. */
export const channel = (id) => indexed().channels.get(id);
export const me = () => user(store.state?.me);
export const people = () => [
  ...store.state.users.filter((each) => !each.is_bot && !each.deleted),
  ...[...store.known.users.values()].filter((each) => !indexed().users.has(each.id)),
];
/** Channels by name, those found by looking for them among them; these have no messages. */
export const channels = () => [
  ...store.state.channels.filter((each) => !each.is_im),
  ...[...store.known.channels.values()].filter((each) => !indexed().channels.has(each.id)),
];
export const namedChannel = (id) => channel(id) ?? store.known.channels.get(id);
export const membersOf = (each) => each.num_members ?? each.members?.length ?? 0;
export const groups = () => (store.state?.usergroups ?? []).filter((each) => !each.is_disabled);
export const isBot = (id) => Boolean(id && (id === store.state.app.bot_user_id || user(id)?.is_bot));

export const displayName = (id) => {
  const found = user(id);
  if (found) return found.real_name || found.name || id;
  return id === store.state?.app.bot_user_id ? store.state.app.name : id;
};

/** The app's shortcuts of one type: "global" ones anywhere, "message" ones at a message. */
export const shortcuts = (type) => (store.state.app.shortcuts ?? []).filter((each) => each.type === type);

/** Whether one may write, react and pin here. */
export const isWritable = (each) => !each.is_archived && (each.is_member || each.is_im);

/** "Ada, Ben and you": names for a sentence, mine last. */
export function namesOf(ids) {
  const names = ids.filter((id) => id !== store.user).map(displayName);
  if (ids.includes(store.user)) names.push(names.length ? "you" : "You");
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0] ?? "";
}

/** The direct message with the app, or undefined before anybody wrote. */
export const appChannel = () =>
  store.state.channels.find((each) => each.is_im && each.user === store.state.app.bot_user_id);

/** The channel whose messages are on screen, or undefined on the app's Home. */
export function openChannel() {
  if (!store.state || !store.place) return undefined;
  if (store.place.kind === "channel") return channel(store.place.id);
  return store.place.kind === "app" && store.place.tab === "messages" ? appChannel() : undefined;
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
    else if (sign === "#") names.push(namedChannel(id)?.name);
    else names.push(store.state.usergroups?.find((each) => each.id === id)?.handle);
  }
  return names.join();
}
