// Saves while one writes, shows what it looks like, and keeps both texts when two
// people write at once. Without this script the form's buttons do the same.
"use strict";
(() => {
  const SAVE_AFTER = 2500;
  const SHOW_AFTER = 400;
  const form = document.getElementById("writing");
  const text = document.getElementById("text");
  const theirs = document.getElementById("theirs");
  const state = document.getElementById("state");
  const conflict = document.getElementById("conflict");
  const read = document.getElementById("read");
  const sheets = form.querySelector(".sheets");
  const version = form.elements.version;
  let saved = text.defaultValue; // who was quicker than this script has typed already
  let saving = null;
  let stopped = !conflict.hidden; // two texts: nothing is saved by itself
  let saveTimer = 0;
  let showTimer = 0;
  let shown = 0;

  const dirty = () => text.value !== saved;

  function tell(words, unsaved = false) {
    state.textContent = words;
    state.toggleAttribute("data-unsaved", unsaved);
  }

  function cookie(name) {
    const found = document.cookie.split("; ").find((each) => each.startsWith(`${name}=`));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  }

  // The token is read each time: who logs in anew in another tab has a new one.
  async function send(url, fields) {
    const answer = await fetch(url, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": cookie("csrftoken") },
      body: new URLSearchParams(fields),
    });
    const json = (answer.headers.get("Content-Type") || "").includes("json");
    if (answer.redirected || answer.status === 403) throw new Error("out");
    if (!json) throw new Error("lost");
    return { status: answer.status, told: await answer.json() };
  }

  // While two texts stand beside each other, only who chose theirs or ours saves.
  async function save({ chosen = false } = {}) {
    clearTimeout(saveTimer);
    if (saving) await saving;
    if (stopped && !chosen) {
      conflict.scrollIntoView({ block: "start" });
      return false;
    }
    if (!dirty() && !chosen) return true;
    saving = attempt();
    const done = await saving;
    saving = null;
    if (done && dirty()) later();
    return done;
  }

  async function attempt() {
    const sent = text.value;
    tell("Saving …");
    try {
      const { status, told } = await send(form.action, { text: sent, version: version.value });
      if (status === 200) {
        saved = sent;
        version.value = told.version;
        if (stopped) conflict.hidden = true;
        stopped = false;
        tell(dirty() ? "Not saved yet" : `Saved as version ${told.version}`, dirty());
        return true;
      }
      if (status === 409) clash(told);
      else tell(`Not saved: ${told.message}`, true);
    } catch (error) {
      const why = error.message === "out"
        ? "you are logged out. Log in in another tab, then save again"
        : "Muster does not answer. Your text is still here; trying again";
      tell(`Not saved: ${why}.`, true);
      if (error.message !== "out") later(SAVE_AFTER * 4);
    }
    return false;
  }

  function clash(told) {
    stopped = true;
    clearTimeout(saveTimer);
    version.value = told.version;
    theirs.value = told.text;
    document.getElementById("conflict-told").textContent = told.message;
    document.getElementById("conflict-whose").textContent = `What ${told.who} saved`;
    document.getElementById("save-mine").hidden = false;
    conflict.hidden = false;
    conflict.scrollIntoView({ block: "start" });
    tell("Not saved: two people wrote at once", true);
  }

  function later(wait = SAVE_AFTER) {
    clearTimeout(saveTimer);
    if (!stopped) saveTimer = setTimeout(() => save(), wait);
  }

  async function show() {
    const number = ++shown;
    try {
      const { status, told } = await send(form.dataset.preview, { text: text.value });
      if (status === 200 && number === shown) read.innerHTML = told.html; // cleaned there
    } catch {
      // What is shown is a little old; saving tells what is wrong.
    }
  }

  text.addEventListener("input", () => {
    if (!stopped) tell(dirty() ? "Not saved yet" : `Version ${version.value}`, dirty());
    later();
    clearTimeout(showTimer);
    showTimer = setTimeout(show, SHOW_AFTER);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = event.submitter?.id === "save-mine";
    if (text.reportValidity()) save({ chosen });
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
      event.preventDefault();
      save();
    }
  });
  document.getElementById("take-theirs").addEventListener("click", () => {
    const mine = text.value;
    text.value = theirs.value;
    theirs.value = mine;
    saved = text.value;
    document.getElementById("conflict-whose").textContent = "Your text, saved nowhere yet: copy what you need";
    document.getElementById("save-mine").hidden = true;
    stopped = false;
    tell(`Version ${version.value}`);
    show();
    text.focus();
  });
  for (const other of document.querySelectorAll("form[data-leaves]")) {
    other.addEventListener("submit", async (event) => {
      if (!dirty()) return;
      event.preventDefault();
      if (await save()) other.submit();
    });
  }
  window.addEventListener("beforeunload", (event) => {
    if (dirty()) event.preventDefault();
  });

  // On a narrow screen one sheet at a time.
  const tabs = [...form.querySelectorAll("[role=tab]")];
  function choose(chosen) {
    for (const tab of tabs) {
      const on = tab === chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).toggleAttribute("data-away", !on);
    }
  }
  form.querySelector(".tabs").hidden = false;
  sheets.classList.add("tabbed");
  for (const tab of tabs) {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
      const other = tabs[(tabs.indexOf(tab) + 1) % tabs.length];
      choose(other);
      other.focus();
    });
  }
  choose(tabs[0]);
  if (dirty()) text.dispatchEvent(new Event("input"));
})();
