// Keeps the state fresh: a WebSocket ticks, the page reads the state again with its ETag.

import { store, notify } from "./state.js";

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 8000;

let socket = null;
let wait = FIRST_WAIT_MS;
let retry = null;
let etag = null;
let reading = null;
let again = false;
let unknown = null;

/** Reads the state once; calls made meanwhile share one further read. */
export function refresh() {
  if (reading) {
    again = true;
    return reading;
  }
  reading = read().finally(() => {
    reading = null;
    if (again) {
      again = false;
      return refresh();
    }
    return undefined;
  });
  return reading;
}

/** Somebody of the workspace, for an address that names nobody. */
async function somebody() {
  const answer = await fetch("/_sandbox/dump", { cache: "no-store" });
  const { users } = await answer.json();
  return users.find((each) => !each.is_bot && !each.deleted)?.id ?? null;
}

async function read() {
  try {
    store.user ??= await somebody();
  } catch {
    return;
  }
  const asked = store.user;
  const at = store.place?.kind === "channel" ? store.place.id : "";
  const query = asked ? `?${new URLSearchParams({ user: asked, channel: at })}` : "";
  let answer;
  try {
    answer = await fetch(`/_sandbox/state${query}`, {
      headers: etag && at === store.readFor ? { "If-None-Match": etag } : {},
      cache: "no-store",
    });
  } catch {
    return;
  }
  if (asked !== store.user) {
    again = true; // The person changed while the answer travelled.
    return;
  }
  if (answer.status === 304) return;
  if (!answer.ok) {
    if (asked && !store.state) {
      store.user = null; // A stale ?user= of another company.
      again = unknown !== asked;
      unknown = asked;
    }
    return;
  }
  const state = await answer.json();
  if (asked !== store.user) {
    again = true;
    return;
  }
  etag = answer.headers.get("ETag");
  store.state = state;
  store.readFor = at;
  store.user = state.me;
  notify();
}

/** Opens (or, for another person, reopens) the live connection. */
export function connect() {
  clearTimeout(retry);
  etag = null;
  socket?.close();
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const mine = new WebSocket(
    `${scheme}://${location.host}/_sandbox/live?user=${encodeURIComponent(store.user)}`,
  );
  socket = mine;
  mine.onopen = () => {
    wait = FIRST_WAIT_MS;
    setConnected(true);
    refresh();
  };
  mine.onmessage = () => refresh();
  mine.onclose = () => {
    if (socket !== mine) return;
    setConnected(false);
    retry = setTimeout(() => {
      refresh();
      connect();
    }, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  };
}

function setConnected(connected) {
  if (store.connected === connected) return;
  store.connected = connected;
  notify();
}
