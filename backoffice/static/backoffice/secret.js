// A key is asked for when somebody presses the eye or copies, and only then.
"use strict";
(() => {
  const known = new Map(); // by address; forgotten with the page

  function cookie(name) {
    const found = document.cookie.split("; ").find((each) => each.startsWith(`${name}=`));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  }

  async function ask(url) {
    if (known.has(url)) return known.get(url);
    const answer = await fetch(url, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": cookie("csrftoken") },
    });
    if (answer.redirected || !answer.ok) throw new Error("out");
    const { key } = await answer.json();
    known.set(url, key);
    return key;
  }

  async function copy(text) {
    if (navigator.clipboard && window.isSecureContext) {
      await navigator.clipboard.writeText(text);
      return;
    }
    // Over plain http there is no clipboard but the old one.
    const field = document.createElement("textarea");
    field.value = text;
    field.style.position = "fixed";
    field.style.opacity = "0";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (!done) throw new Error("clipboard");
  }

  function tell(secret, words) {
    const told = secret.querySelector(".told");
    told.textContent = words;
    clearTimeout(secret.timer);
    if (words) secret.timer = setTimeout(() => { told.textContent = ""; }, 6000);
  }

  function show(secret, key) {
    const code = secret.querySelector("code");
    const eye = secret.querySelector("[data-show]");
    code.textContent = key || code.dataset.start;
    eye.setAttribute("aria-pressed", key ? "true" : "false");
    eye.title = key ? "Hide" : "Show";
    for (const place of document.querySelectorAll(".key-here")) {
      place.textContent = key || place.dataset.start;
    }
  }

  async function press(secret, act) {
    try {
      await act();
    } catch (error) {
      tell(secret, error.message === "clipboard"
        ? "The browser does not let it be copied: show it and copy it by hand."
        : "Muster does not give the key. Are you still logged in?");
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".secret button");
    if (!button) return;
    event.preventDefault();
    const secret = button.closest(".secret");
    const url = secret.dataset.secret;
    press(secret, async () => {
      if (button.hasAttribute("data-copy")) {
        await copy(await ask(url));
        tell(secret, "Copied.");
      } else if (button.getAttribute("aria-pressed") === "true") {
        show(secret, "");
      } else {
        show(secret, await ask(url));
      }
    });
  });

  // Each block of a set-up is copied whole, with the key in it.
  const secret = document.querySelector(".secret");
  for (const block of document.querySelectorAll(".setup pre")) {
    const frame = document.createElement("div");
    frame.className = "block";
    block.replaceWith(frame);
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    frame.append(block, button);
    button.addEventListener("click", async () => {
      try {
        const whole = block.cloneNode(true);
        const places = whole.querySelectorAll(".key-here");
        if (places.length && secret) {
          const key = await ask(secret.dataset.secret);
          for (const place of places) place.textContent = key;
        }
        await copy(whole.textContent.trim());
        button.textContent = "Copied";
      } catch {
        button.textContent = "Not copied";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 3000);
    });
  }
})();
