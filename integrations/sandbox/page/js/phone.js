// My phone: it rings anywhere on the page, shows and speaks what it is told, has a keypad, and keeps my SMS.

import { h, fill, icon, reconcile } from "./dom.js";
import { store } from "./state.js";
import { menuButton } from "./header.js";
import { go } from "./router.js";
import { clock, dayLabel } from "./time.js";
import { doWithPhone, sendSms } from "./acts.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const ENDINGS = {
  completed: "Ended", busy: "Busy", "no-answer": "Missed", canceled: "Taken back", failed: "Failed",
};
const SPEAK = "sandbox.speak";
let mounted = null; // {user, calls, call, texts, field}
let draft = "";
let spoken = { sid: null, count: 0 };

export const phone = () => store.state.phone;
const calls = () => phone()?.calls ?? [];
export const activeCall = () => calls().findLast((each) => ["ringing", "in-progress"].includes(each.status));
export const isRinging = () => activeCall()?.status === "ringing";
const speaks = () => localStorage.getItem(SPEAK) !== "off";

/** A call that rings is told of wherever one is; what is said in it is spoken. */
export function renderRinging(box) {
  const call = activeCall();
  speak(call);
  const away = call && store.place?.kind !== "phone";
  box.hidden = !away;
  if (!away) return box.replaceChildren();
  return reconcile(box, [{
    key: call.sid, sig: call.status,
    make: () => h("button", { type: "button", class: "ring", "data-testid": "ring", onclick: () => go({ kind: "phone" }) },
      icon("phone", 18), h("span", null, call.status === "ringing" ? `Your phone rings: ${call.from}` : `On the phone with ${call.from}`)),
  }]);
}

function speak(call) {
  if (!call) {
    if (spoken.sid) window.speechSynthesis?.cancel();
    spoken = { sid: null, count: 0 };
    return;
  }
  if (spoken.sid !== call.sid) spoken = { sid: call.sid, count: 0 };
  const fresh = call.heard.slice(spoken.count);
  spoken.count = call.heard.length;
  if (fresh.some((each) => each.kind === "key")) window.speechSynthesis?.cancel();
  if (!speaks() || !window.speechSynthesis) return;
  for (const each of fresh.filter((one) => one.kind === "say")) {
    const said = new SpeechSynthesisUtterance(each.text);
    if (each.language) said.lang = each.language;
    window.speechSynthesis.speak(said);
  }
}

export function renderPhone(main) {
  if (mounted?.user !== store.user || !mounted.texts.isConnected) mount(main);
  const mine = phone();
  const call = activeCall();
  reconcile(mounted.call, [call
    ? { key: call.sid, sig: JSON.stringify([call.status, call.heard, call.gather]), make: () => screen(call) }
    : { key: "none", sig: "", make: () => h("p", { class: "phone-idle muted" }, "Nobody calls.") }]);
  reconcile(mounted.calls, calls().filter((each) => each !== call).reverse().map((each) => ({
    key: each.sid, sig: JSON.stringify([each.status, each.heard.length]), make: () => past(each),
  })));
  reconcile(mounted.texts, mine.sms.map((each) => ({ key: each.sid, sig: each.status, make: () => bubble(each) })));
  mounted.texts.scrollTop = mounted.texts.scrollHeight;
}

function mount(main) {
  const field = h("input", {
    class: "phone-field", "data-testid": "sms-field", "aria-label": "Write an SMS", placeholder: "ACK 12", value: draft, autocomplete: "off",
    oninput: (event) => { draft = event.target.value; },
  });
  const form = h("form", { class: "phone-write", onsubmit: (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    field.value = draft = "";
    sendSms(text);
  } }, field, h("button", { class: "button", type: "submit", "data-testid": "sms-send" }, "Send"));
  const toggle = h("button", { type: "button", class: "link-button small", "data-testid": "speak-toggle", onclick: () => {
    localStorage.setItem(SPEAK, speaks() ? "off" : "on");
    window.speechSynthesis?.cancel();
    label();
  } });
  const label = () => { toggle.textContent = speaks() ? "Speaks aloud: turn off" : "Silent: speak aloud"; };
  label();
  mounted = {
    user: store.user, field,
    call: h("div", { class: "phone-call", "aria-live": "polite" }),
    calls: h("ul", { class: "phone-calls", "aria-label": "Earlier calls" }),
    texts: h("ol", { class: "phone-texts", "aria-label": "SMS", tabindex: "0" }),
  };
  fill(main, h("section", { class: "conversation" },
    h("div", { class: "conversation-head" }, h("header", { class: "bar" }, menuButton(),
      h("div", { class: "bar-words" }, h("h1", { class: "bar-title", "data-testid": "phone-title" }, icon("phone", 18), h("span", null, "Phone")),
        h("div", { class: "topic" }, phone().number, " · ", toggle)))),
    h("div", { class: "phone" },
      h("div", { class: "phone-side" }, mounted.call, h("h2", { class: "phone-heading" }, "Earlier calls"), mounted.calls),
      h("div", { class: "phone-side phone-sms" }, h("h2", { class: "phone-heading" }, `SMS with ${phone().app_number}`), mounted.texts, form))));
}

const button = (what, label, kind = "") => h("button", {
  type: "button", class: `button ${kind}`.trim(), "data-testid": `phone-${what}`, onclick: () => doWithPhone(what),
}, label);

function screen(call) {
  if (call.status === "ringing") {
    return h("article", { class: "handset is-ringing", "data-testid": "phone-ringing" },
      h("p", { class: "handset-who" }, icon("phone", 22), h("b", null, call.from), h("span", null, "rings")),
      h("div", { class: "handset-buttons" }, button("answer", "Answer", "button-primary"), button("decline", "Decline", "button-danger")),
      h("div", { class: "handset-buttons" }, button("busy", "Busy"), button("no_answer", "No answer"), button("voicemail", "Voicemail")));
  }
  return h("article", { class: "handset", "data-testid": "phone-talk" },
    h("p", { class: "handset-who" }, icon("phone", 20), h("b", null, call.from),
      h("span", null, call.gather ? "listens for a key" : "speaks")),
    h("ol", { class: "handset-said", "data-testid": "phone-said" }, call.heard.slice(-6).map(line)),
    h("div", { class: "keypad", role: "group", "aria-label": "Keypad" }, KEYS.map((key) => h("button", {
      type: "button", class: "keypad-key", "data-testid": `key-${key}`, onclick: () => doWithPhone("key", key),
    }, key))),
    h("div", { class: "handset-buttons" }, button("hang_up", "Hang up", "button-danger")));
}

const line = (each) => h("li", { class: `said said-${each.kind}` }, each.kind === "key" ? `You press ${each.text}` : each.text);

function past(call) {
  const keys = call.heard.filter((each) => each.kind === "key").map((each) => each.text).join(" ");
  const words = call.answered_by === "machine_start" ? "Voicemail" : ENDINGS[call.status] ?? call.status;
  return h("li", { class: "phone-past", "data-testid": "phone-past" },
    h("b", null, keys ? `${words}, you pressed ${keys}` : words), h("time", { class: "muted small" }, when(call.at)),
    call.heard.length ? h("details", null, h("summary", { class: "small" }, "What was said"), h("ol", { class: "handset-said" }, call.heard.map(line))) : null);
}

const when = (at) => {
  const day = dayLabel(at, store.state.now);
  return day === "Today" ? clock(at) : `${day}, ${clock(at)}`;
};

const bubble = (sms) => h("li", { class: `sms ${sms.direction === "inbound" ? "is-mine" : ""}`.trim(), "data-testid": "sms" },
  h("p", null, sms.text), h("time", { class: "muted small" }, `${when(sms.at)}${sms.direction === "inbound" ? "" : `, ${sms.status}`}`));
