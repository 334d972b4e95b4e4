// What this page is, and three things to try; dismissed for good with one press.

import { fill, h, icon } from "./dom.js";
import { store } from "./state.js";

const GONE = "sandbox.hint.gone";

export function renderHint(host) {
  if (localStorage.getItem(GONE)) return fill(host);
  if (host.firstChild) return host;
  const app = store.state.app;
  const command = app.commands[0]?.command ?? "/incident";
  return fill(host, h("aside", { class: "hint-bar", "data-testid": "hint", "aria-label": "About this page" },
    h("span", null, h("b", null, "This is a sandbox: nothing here leaves your machine."), " Try: ",
      h("span", { class: "try" }, "① type ", h("kbd", null, command)),
      h("span", { class: "try" }, "② post an alert with the terminal's ", h("kbd", null, "curl"), " line"),
      h("span", { class: "try" }, "③ be who is on call: the ", h("b", null, "Phone"), " rings")),
    h("button", {
      type: "button", class: "icon-button", "aria-label": "Dismiss", "data-testid": "hint-dismiss",
      onclick: () => {
        localStorage.setItem(GONE, "1");
        fill(host);
      },
    }, icon("close", 14))));
}
