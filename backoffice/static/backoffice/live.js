// Asks every 5 s whether the page has changed; 304 means no.
"use strict";
(() => {
  const EVERY = 5000;
  const live = document.querySelector("[data-live]");
  const lost = document.getElementById("lost");
  let tag = "";

  async function look() {
    const headers = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch(location.href, { headers, cache: "no-store" });
    if (answer.redirected || [403, 404].includes(answer.status)) {
      location.reload(); // logged out, or no longer in it
      return;
    }
    lost.hidden = answer.ok || answer.status === 304;
    if (!answer.ok) return;
    tag = answer.headers.get("ETag") || "";
    show(await answer.text());
  }

  function show(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    const fresh = page.querySelector("[data-live]");
    if (!fresh || fresh.innerHTML === live.innerHTML) return;
    const held = document.activeElement;
    const place = live.contains(held) ? held.getAttribute("href") : null;
    live.replaceChildren(...fresh.childNodes);
    document.title = page.title;
    if (place) live.querySelector(`a[href="${CSS.escape(place)}"]`)?.focus();
  }

  async function tick() {
    if (document.visibilityState === "visible") {
      try {
        await look();
      } catch {
        lost.hidden = false;
      }
    }
    setTimeout(tick, EVERY);
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches(".filters select")) event.target.form.requestSubmit();
  });
  setTimeout(tick, EVERY);
})();
