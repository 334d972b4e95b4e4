// Choices that are loaded while a person types: a pause before asking, late answers forgotten, one state to show.

const PAUSE_MS = 250;

/**
 * typeahead({load(query) -> Promise of groups, min, keep, changed()}). `state` is "idle", "short" (fewer than `min`
 * characters), "loading", "ready" or "failed"; `changed` is called whenever it moves. With `keep` the last answer stays
 * while the next is loading.
 */
export function typeahead({ load, min = 0, keep = false, changed }) {
  let asked = null;
  let serial = 0;
  let timer = null;
  const self = { state: "idle", groups: [], ask, stop };

  function ask(query) {
    if (query === asked && self.state !== "failed") return;
    asked = query;
    stopWaiting();
    if (query.length < min) return show("short", []);
    show("loading", keep ? self.groups : []);
    timer = setTimeout(() => fetchGroups(query, serial), query ? PAUSE_MS : 0);
  }

  async function fetchGroups(query, mine) {
    try {
      const groups = await load(query);
      if (mine === serial) show("ready", groups);
    } catch {
      if (mine === serial) show("failed", []);
    }
  }

  function show(state, groups) {
    self.state = state;
    self.groups = groups;
    changed();
  }

  function stopWaiting() {
    clearTimeout(timer);
    serial += 1;
  }

  function stop() {
    stopWaiting();
    asked = null;
    self.state = "idle";
    self.groups = [];
  }

  return self;
}
