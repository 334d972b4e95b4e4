// People and channels beyond those in the state: a big workspace is asked for them as they are looked for.

import { store, notify } from "./state.js";

const LOOK_UPS = 3; // At once.
const missing = new Set(); // Paths that this sandbox does not have.
const asked = new Set(); // What the completion has asked for already.

async function ask(path, query) {
  if (missing.has(path)) return {};
  const answer = await fetch(`/_sandbox/${path}?${new URLSearchParams({ user: store.user, ...query })}`, { cache: "no-store" });
  if (answer.status === 404) {
    missing.add(path);
    return {};
  }
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

/** People by name; deactivated ones and apps are left out. */
export async function findPeople(query) {
  const { users = [] } = await ask("people", { query });
  const found = users.filter((each) => !each.is_bot && !each.deleted);
  for (const each of found) store.known.users.set(each.id, each);
  return found;
}

/** A page of channels by name: {channels, next}. */
export async function findChannels(query, cursor = "") {
  const { channels = [], next_cursor: next = "" } = await ask("browse", { query, cursor });
  for (const each of channels) store.known.channels.set(each.id, each);
  return { channels, next };
}

/** For another person, who may see others. */
export function forgetChannels() {
  store.known.channels.clear();
  asked.clear();
  wanted.clear();
}

/** Asks once for what the completion of a name may be about; whether somebody or something new was found. */
export async function learn(sign, start) {
  const key = `${store.user} ${sign}${start}`;
  if (!start || asked.has(key)) return false;
  asked.add(key);
  const { users, channels } = store.known;
  const before = users.size + channels.size;
  try {
    await (sign === "@" ? findPeople(start) : findChannels(start));
  } catch {
    asked.delete(key);
  }
  return users.size + channels.size > before;
}

const wanted = new Map(); // "person channel" -> whether it is being looked up, or was
let looking = 0;

/** A channel that a message names and the state does not hold: looked up once, then everything is drawn again. */
export function lookUpChannel(id) {
  const key = `${store.user} ${id}`;
  if (wanted.has(key)) return;
  wanted.set(key, false);
  lookFurther();
}

async function lookFurther() {
  const next = [...wanted].find(([, begun]) => !begun)?.[0];
  if (!next || looking >= LOOK_UPS) return;
  wanted.set(next, true);
  looking += 1;
  const [user, id] = next.split(" ");
  try {
    const answer = await fetch(`/_sandbox/state?${new URLSearchParams({ user, channel: id })}`, { cache: "no-store" });
    const found = answer.ok && (await answer.json()).channels.find((each) => each.id === id);
    if (found && user === store.user) {
      const { messages, ...rest } = found;
      store.known.channels.set(id, rest);
      notify();
    }
  } catch {
    wanted.delete(next);
  } finally {
    looking -= 1;
    lookFurther();
  }
}
