// The keyboard in a log: arrows walk over the messages, and a message that has the focus takes Slack's letters.

const ACTIONS = { r: "react", t: "reply", Enter: "more" };

/** Up, Down, Home and End move the focus from message to message; R reacts, T replies, Enter opens what else there is. */
export function messageKeys(event) {
  const { target, key } = event;
  const log = event.currentTarget;
  if (event.ctrlKey || event.metaKey || event.altKey || (target !== log && !target.matches(".message"))) return;
  const button = target !== log && ACTIONS[key] && target.querySelector(`.toolbar [data-testid=${ACTIONS[key]}]`);
  const next = button || neighbour(log, target, key);
  if (!next) return;
  event.preventDefault();
  if (button) return button.click();
  next.focus({ preventScroll: true });
  return next.scrollIntoView({ block: "nearest" });
}

function neighbour(log, target, key) {
  if (!["ArrowUp", "ArrowDown", "Home", "End"].includes(key)) return undefined;
  const all = [...log.querySelectorAll(".message")];
  if (key === "Home") return all[0];
  const step = { ArrowUp: -1, ArrowDown: 1 }[key];
  return target === log || !step ? all.at(-1) : all[all.indexOf(target) + step];
}
