// Times in the person's zone (Slack's `tz` of the user), from Slack's ts and unix seconds.

import { me } from "./state.js";

const zone = () => {
  const name = me()?.tz;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return name || undefined;
  } catch {
    return undefined;
  }
};

const format = (seconds, options) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: zone(), ...options }).format(Number(seconds) * 1000);

export const clock = (ts) => format(ts, { hour: "2-digit", minute: "2-digit" });
export const clockSeconds = (ts) =>
  format(ts, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
export const isoDay = (ts) => {
  const part = (options) => format(ts, options);
  return `${part({ year: "numeric" })}-${part({ month: "2-digit" })}-${part({ day: "2-digit" })}`;
};
export const full = (ts) =>
  format(ts, {
    weekday: "long", day: "numeric", month: "long", year: "numeric",
    hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "short",
  });

const ordinal = (day) => {
  const tail = day % 100 > 10 && day % 100 < 14 ? "th" : ["th", "st", "nd", "rd"][day % 10] ?? "th";
  return `${day}${tail}`;
};

export function dayLabel(ts, now, pretty = true) {
  if (pretty) {
    if (isoDay(ts) === isoDay(now)) return "Today";
    if (isoDay(ts) === isoDay(now - 86400)) return "Yesterday";
    if (isoDay(ts) === isoDay(Number(now) + 86400)) return "Tomorrow";
  }
  const day = ordinal(Number(format(ts, { day: "numeric" })));
  const year = format(ts, { year: "numeric" });
  const sameYear = year === format(now, { year: "numeric" });
  const weekday = format(ts, { weekday: "long" });
  return `${weekday}, ${format(ts, { month: "long" })} ${day}${sameYear ? "" : ` ${year}`}`;
}

export function ago(ts, now) {
  const seconds = Math.max(0, now - ts);
  if (seconds < 60) return "just now";
  const steps = [[60, "minute"], [3600, "hour"], [86400, "day"]];
  const [size, word] = steps.findLast(([each]) => seconds >= each);
  const count = Math.floor(seconds / size);
  return `${count} ${word}${count === 1 ? "" : "s"} ago`;
}

/** Slack's <!date^...> tokens: https://api.slack.com/reference/surfaces/formatting#date-formatting */
export function slackDate(seconds, template) {
  const now = Date.now() / 1000;
  const month = (style) => format(seconds, { month: style });
  const day = format(seconds, { day: "numeric" });
  const year = format(seconds, { year: "numeric" });
  const relative = (text) => {
    const label = dayLabel(seconds, now);
    return ["Today", "Yesterday", "Tomorrow"].includes(label) ? label : text;
  };
  const short = `${month("short")} ${day}, ${year}`;
  const plain = `${month("long")} ${ordinal(Number(day))}, ${year}`;
  const long = `${format(seconds, { weekday: "long" })}, ${plain}`;
  const tokens = {
    date_num: isoDay(seconds),
    date_slash: isoDay(seconds).replaceAll("-", "/"),
    date: plain, date_pretty: relative(plain),
    date_short: short, date_short_pretty: relative(short),
    date_long: long, date_long_pretty: relative(long),
    date_long_full: long,
    day_divider_pretty: dayLabel(seconds, now),
    time: clock(seconds), time_secs: clockSeconds(seconds),
    ago: ago(seconds, now),
  };
  return template.replace(/\{(\w+)\}/g, (whole, name) => tokens[name] ?? whole);
}

/** unix seconds -> "YYYY-MM-DDTHH:MM" on the person's clock, for datetime-local fields. */
export const toLocalField = (seconds) => `${isoDay(seconds)}T${clock(seconds)}`;

/** "YYYY-MM-DDTHH:MM" on the person's clock -> unix seconds. */
export function fromLocalField(text) {
  const wanted = Date.parse(`${text}:00Z`) / 1000;
  if (Number.isNaN(wanted)) return null;
  // Twice, because the first guess may lie on the other side of a clock change.
  let guess = wanted;
  for (let round = 0; round < 2; round += 1) {
    guess += wanted - Date.parse(`${toLocalField(guess)}:00Z`) / 1000;
  }
  return guess;
}
