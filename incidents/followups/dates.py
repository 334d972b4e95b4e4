"""Reading the day that something is due on, as people write it. Pure."""

import difflib
import re
from datetime import date, timedelta

from incidents.values import Mistake

WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
MONTHS = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
LONGEST = timedelta(days=5 * 366)

_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DAY = "|".join(WEEKDAYS)
# What says a day by itself, and what does so only behind "by", "due" or "on".
_CLEAR = (
    r"(?P<iso>\d{4}-\d{1,2}-\d{1,2})"
    r"|(?P<word>today|tomorrow)"
    rf"|(?P<next>next\s+)?(?P<weekday>{_DAY})"
    r"|(?P<week>next\s+week)"
    r"|in\s+(?P<count>\d{1,3}|a|an|one|two|three)\s+(?P<unit>day|week|month)s?"
)
_SHORT = (
    r"(?P<abbreviated>mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)"
    rf"|(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH}(?:\s+(?P<year>\d{{4}}))?"
)
_ALONE = re.compile(rf"(?:(?:by|due|on)\s+)?(?:{_CLEAR}|{_SHORT})", re.IGNORECASE)
_LAST = re.compile(rf"(?:^|\s)(?:(?:by|due|on)\s+)?(?:{_CLEAR})$", re.IGNORECASE)
_LAST_SHORT = re.compile(rf"(?:^|\s)(?:by|due|on)\s+(?:{_SHORT})$", re.IGNORECASE)
# Behind "by", "due" or "on" at the end, what was meant as a day may be mistyped.
_MEANT = re.compile(r"(?:^|\s)(?:by|due|on)\s+(?P<day>\S+)$", re.IGNORECASE)
_NUMBERS = re.compile(r"\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{1,4})?\.?")
_NEAR = 0.75
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}


def due_of(text: str, *, today: date) -> date:
    """The day that `text` says: 2026-12-01, tomorrow, friday, in 3 days, next week.

    Raises Mistake for other words, for a day that has passed or is years ahead.
    """
    found = _ALONE.fullmatch(text.strip())
    if found is None:
        raise _no_day(text.strip(), today)
    return checked(_day(found.groupdict(), today), today=today)


def split_due(words: str, *, today: date) -> tuple[str, date | None]:
    """Words without the day that they end in, and that day. Raises Mistake.

    `Renew the certificate by friday` is due on the next Friday. What is near to a day,
    as in `by fryday` or `by 12/1`, is refused: it would be kept without one.
    """
    text = words.strip()
    found = _LAST.search(text) or _LAST_SHORT.search(text)
    if found is None:
        _refuse_mistyped(text, today)
        return text, None
    due = checked(_day(found.groupdict(), today), today=today)
    return text[: found.start()].rstrip(" ,;"), due


def _refuse_mistyped(text: str, today: date) -> None:
    meant = _MEANT.search(text)
    if meant is None:
        return
    word = meant["day"].lower()
    known = (*WEEKDAYS, "today", "tomorrow")
    plural = word.removesuffix("s") in known  # releases on Sundays
    near = difflib.get_close_matches(word, known, n=1, cutoff=_NEAR)
    if _NUMBERS.fullmatch(word) or (near and not plural):
        raise _no_day(meant["day"], today)


def _no_day(said: str, today: date) -> Mistake:
    return Mistake(
        f"“{said[:40]}” says no day. Write one like {today:%F}, tomorrow, friday, "
        "in 3 days or next week.",
        field="due",
    )


def checked(due: date, *, today: date) -> date:
    """`due` itself. Raises Mistake when it has passed or is more than 5 years ahead."""
    if due < today:
        raise Mistake(
            f"{due:%F} has passed: today is {today:%F}. Choose a day from today on.",
            field="due",
        )
    if due - today > LONGEST:
        raise Mistake(
            f"{due:%F} is more than 5 years ahead: choose a nearer day.", field="due"
        )
    return due


def shown(due: date) -> str:
    """`4 Dec 2026`."""
    return f"{due.day} {due:%b %Y}"


def _day(said: dict[str, str | None], today: date) -> date:
    if iso := said.get("iso"):
        return _date(*map(int, iso.split("-")), said=iso)
    if word := said.get("word"):
        return today + timedelta(days=word.lower() == "tomorrow")
    if said.get("week"):
        return _monday(today) + timedelta(weeks=1)
    if count := said.get("count"):
        return _ahead(count.lower(), str(said["unit"]).lower(), today)
    if month := said.get("month"):
        return _named(int(said["day"] or 0), month.lower(), said.get("year"), today)
    return _weekday(said, today)


def _weekday(said: dict[str, str | None], today: date) -> date:
    """The next one after today; `next friday` is that of the week after this one."""
    name = str(said.get("weekday") or said.get("abbreviated")).lower()
    number = next(n for n, day in enumerate(WEEKDAYS) if day.startswith(name[:3]))
    if said.get("next"):
        return _monday(today) + timedelta(weeks=1, days=number)
    return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)


def _ahead(count: str, unit: str, today: date) -> date:
    number = _COUNTS.get(count) or int(count)
    if unit == "month":
        year, month = divmod(today.year * 12 + today.month - 1 + number, 12)
        return _date(year, month + 1, min(today.day, 28), said=f"in {count} {unit}s")
    return today + timedelta(days=number * (7 if unit == "week" else 1))


def _named(day: int, month: str, year: str | None, today: date) -> date:
    """`4 dec` is the next one, today included."""
    number = MONTHS.index(month[:3]) + 1
    said = f"{day} {month}"
    if year:
        return _date(int(year), number, day, said=f"{said} {year}")
    this = _date(today.year, number, day, said=said)
    return this if this >= today else _date(today.year + 1, number, day, said=said)


def _monday(today: date) -> date:
    return today - timedelta(days=today.weekday())


def _date(year: int, month: int, day: int, *, said: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Mistake(f"There is no day {said}: choose another.", field="due") from None
