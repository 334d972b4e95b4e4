// The wire log: the calls the app makes to Slack and what Slack sends to the app, as they happen.

import { fill, h, icon, reconcile } from "./dom.js";
import { faultButtons } from "./faults.js";
import { clockSeconds } from "./time.js";

const EVERY_MS = 1000;
const MOST = 200;
const OVERLAP = 30;
const newest = { calls: 0, deliveries: 0 };
let timer = null;
let rows = new Map();

export function toggleWire() {
  const pane = document.getElementById("wire");
  const opening = pane.hidden;
  pane.hidden = !opening;
  clearTimeout(timer);
  document.body.classList.remove("rail-open");
  if (!opening) return fill(pane);
  const list = h("ol", { class: "wire-list", "data-testid": "wire-list" });
  fill(pane, h("header", { class: "bar" },
    h("div", { class: "bar-words" }, h("h2", { class: "bar-title" }, icon("wire", 17), "Wire log"),
      h("div", { class: "topic" }, "Slack calls as they are made, newest first")),
    h("button", { type: "button", class: "icon-button", "aria-label": "Close the wire log", onclick: toggleWire }, icon("close"))), faultButtons(), list);
  rows = new Map();
  newest.calls = newest.deliveries = 0;
  return poll(list);
}

async function poll(list) {
  try {
    const [calls, deliveries] = await Promise.all([read("calls"), read("deliveries")]);
    for (const row of [...calls.map(callRow), ...deliveries.map(deliveryRow)]) rows.set(row.key, row);
    const shown = [...rows.values()].sort((a, b) => b.at - a.at).slice(0, MOST);
    rows = new Map(shown.map((row) => [row.key, row]));
    reconcile(list, shown.map((row) => ({ key: row.key, sig: JSON.stringify(row), make: () => rowNode(row) })));
  } catch {
    // The sandbox is away for a moment; the next round tries again.
  }
  if (list.isConnected) timer = setTimeout(() => poll(list), EVERY_MS);
}

async function read(what) {
  // A little overlap, because a call is logged when it comes and filled in when it is answered.
  const answer = await fetch(`/_sandbox/${what}?since=${Math.max(0, newest[what] - OVERLAP)}`, { cache: "no-store" });
  const found = (await answer.json())[what] ?? [];
  newest[what] = found.at(-1)?.n ?? newest[what];
  return found;
}

const callRow = (call) => ({
  key: `call-${call.n}`, at: call.at, arrow: "→", name: call.method, ok: call.ok, detail: call.error || call.fault || "",
  pending: !call.answered_at, ms: call.answered_at ? Math.round((call.answered_at - call.at) * 1000) : null, args: call.args,
});

const deliveryRow = (sent) => ({
  key: `delivery-${sent.n}`, at: sent.at, arrow: "←", name: sent.kind, ok: !sent.error && sent.status < 300,
  detail: sent.error || sent.fault || nameOf(sent.payload ?? {}), pending: !sent.status && !sent.error,
  ms: Number.isFinite(sent.elapsed_ms) ? Math.round(sent.elapsed_ms) : null, args: sent.payload,
});

const nameOf = (payload) => payload.command ? `${payload.command} ${payload.text ?? ""}`
  : payload.actions?.[0]?.action_id ?? payload.view?.callback_id ?? payload.event?.type ?? "";

function rowNode(row) {
  return h("li", { class: `wire-row${row.ok || row.pending ? "" : " is-bad"}` },
    h("details", null,
      h("summary", null,
        h("span", { class: "wire-arrow", title: row.arrow === "→" ? "the app calls Slack" : "Slack calls the app" }, row.arrow),
        h("code", null, row.name),
        h("span", { class: "wire-detail" }, row.pending ? "…" : row.ok ? row.detail : row.detail || "failed"),
        h("span", { class: "wire-ms" }, row.ms === null ? "" : row.ms < 1 ? "<1 ms" : `${row.ms} ms`),
        h("time", { class: "wire-at" }, row.at ? clockSeconds(row.at) : "")),
      h("pre", null, JSON.stringify(row.args ?? {}, null, 2).slice(0, 4000))));
}
