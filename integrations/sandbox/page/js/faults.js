// Making Slack misbehave from the wire log, to see that nothing is lost.

import { h } from "./dom.js";
import { toast } from "./notices.js";

const FAULTS = [
  ["Slow", "Each Slack call takes 1.5 s longer", { method: "*", kind: "latency", ms: 1500, times: null }],
  ["429 ×3", "The next 3 posts are told to wait 2 s", { method: "chat.postMessage", kind: "429", retry_after: 2, times: 3 }],
  ["500 ×3", "The next 3 Slack calls fail", { method: "*", kind: "500", times: 3 }],
  ["Drop ×2", "2 connections break after the work was done", { method: "*", kind: "drop_after", times: 2 }],
];

async function send(method, body) {
  const answer = await fetch("/_sandbox/faults", {
    method, headers: { "Content-Type": "application/json" }, body: body && JSON.stringify(body),
  });
  if (!answer.ok) toast("The sandbox refused this fault.");
}

export function faultButtons() {
  const make = ([label, title, fault]) => {
    const node = h("button", {
      type: "button", class: "button button-small", title, "aria-pressed": "false",
      onclick: async () => {
        await send("POST", fault);
        node.setAttribute("aria-pressed", "true");
      },
    }, label);
    return node;
  };
  const buttons = FAULTS.map(make);
  const clear = h("button", {
    type: "button", class: "button button-small", "data-testid": "faults-clear",
    onclick: async () => {
      await send("DELETE");
      for (const each of buttons) each.setAttribute("aria-pressed", "false");
    },
  }, "Clear");
  return h("div", { class: "faults", role: "group", "aria-label": "Make Slack misbehave" }, h("span", { class: "muted small" }, "Make Slack fail:"), buttons, clear);
}
