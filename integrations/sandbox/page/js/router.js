// Where the person is, kept in the address so that a reload or a shared link opens the same place.

import { store, notify, channel, appChannel } from "./state.js";

const LAST_USER = "sandbox.user";

export function readAddress() {
  const query = new URLSearchParams(location.search);
  store.user = query.get("user") || sessionStorage.getItem(LAST_USER) || localStorage.getItem(LAST_USER) || null;
  store.thread = query.get("thread") || null;
  store.jump = query.get("message") || query.get("ts") || null;
  if (query.get("app")) {
    store.place = { kind: "app", tab: query.get("app") === "messages" ? "messages" : "home" };
  } else if (query.has("mail")) {
    store.place = { kind: "mail", id: query.get("mail") || null };
  } else if (query.has("phone")) {
    store.place = { kind: "phone" };
  } else if (query.get("channel")) {
    store.place = { kind: "channel", id: query.get("channel") };
  } else {
    store.place = null;
  }
}

export function writeAddress(replace = false) {
  const query = new URLSearchParams({ user: store.user });
  if (store.place?.kind === "app") query.set("app", store.place.tab);
  else if (store.place?.kind === "mail") query.set("mail", store.place.id ?? "");
  else if (store.place?.kind === "phone") query.set("phone", "");
  else if (store.place) query.set("channel", store.place.id);
  if (store.thread) query.set("thread", store.thread);
  sessionStorage.setItem(LAST_USER, store.user);
  localStorage.setItem(LAST_USER, store.user);
  const address = `/?${query}`;
  if (address === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"](null, "", address);
}

/** Goes somewhere: go({kind: "channel", id: "C1"}, {thread, jump}). */
export function go(place, { thread = null, jump = null } = {}) {
  store.place = place;
  store.thread = thread;
  store.jump = jump;
  writeAddress();
  document.body.classList.remove("rail-open");
  notify();
}

export function openThread(ts) {
  store.thread = ts;
  writeAddress();
  notify();
}

let settled = false;

/** A permalink names any message as its thread: a reply opens its root's, one without replies is only shown. */
function settleThread() {
  settled = true;
  const message = channel(store.place?.id)?.messages.find((each) => each.ts === store.thread);
  if (!message) return;
  store.jump ??= message.ts;
  store.thread = message.thread_ts || (message.reply_count ? message.ts : null);
}

/**
 * After each new state: a place that is gone falls back, the app's own DM shows as the app. False when the state has to
 * be read again first, for a channel that it does not hold yet.
 */
export function settlePlace() {
  const { state } = store;
  const place = store.place;
  if (place?.kind === "channel" && !channel(place.id) && store.readFor !== place.id) return false;
  if (place?.kind === "channel" && place.id === appChannel()?.id) {
    store.place = { kind: "app", tab: "messages" };
  }
  if (!settled) settleThread();
  const known = place && (place.kind === "app" || ({ mail: state.mail, phone: state.phone }[place.kind] ?? channel(place.id)));
  if (!known) {
    const joined = state.channels.filter((each) => each.is_member && !each.is_archived && !each.is_im);
    const first = joined.find((each) => each.name === "general") ?? joined[0] ?? state.channels[0];
    store.place = first ? { kind: "channel", id: first.id } : { kind: "app", tab: "home" };
    store.thread = null;
  }
  writeAddress(true);
  return true;
}

/** A permalink of this workspace becomes a place; anything else is undefined. */
export function parsePermalink(href) {
  let address;
  try {
    address = new URL(href, location.href);
  } catch {
    return undefined;
  }
  if (address.origin !== location.origin) return undefined;
  const found = address.pathname.match(/^\/archives\/([A-Z0-9]+)(?:\/p(\d+)(\d{6}))?$/);
  if (!found) return undefined;
  const [, id, seconds, fraction] = found;
  return {
    id,
    ts: seconds ? `${seconds}.${fraction}` : null,
    thread: address.searchParams.get("thread_ts"),
  };
}

export const permalink = (channelId, message) => {
  const thread = message.thread_ts && message.thread_ts !== message.ts;
  return (
    `${location.origin}/archives/${channelId}/p${message.ts.replace(".", "")}` +
    (thread ? `?thread_ts=${message.thread_ts}&cid=${channelId}` : "")
  );
};
