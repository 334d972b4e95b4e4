"""The parts that a schema of Block Kit is put together from.

A check takes a value, the JSON pointer to it and the list of problems to add to. The
words of a problem are Slack's where they are publicly known.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

Check = Callable[[object, str, list[str]], None]


def problem(problems: list[str], text: str, pointer: str) -> None:
    """Note one problem in Slack's form."""
    problems.append(f"{text} [json-pointer:{pointer}]")


def length(value: str) -> int:
    """Characters as Slack counts them: UTF-16 code units would overcount emoji."""
    return len(value)


def string(most: int, least: int = 1) -> Check:
    """A string of a bounded length."""

    def check(value: object, pointer: str, problems: list[str]) -> None:
        if not isinstance(value, str):
            problem(problems, "must be a string", pointer)
        elif length(value) > most:
            text = f"must be less than {most + 1} characters"
            problem(problems, text, pointer)
        elif length(value) < least:
            text = f"must be more than {least - 1} characters"
            problem(problems, text, pointer)

    return check


def pattern(regex: str, words: str) -> Check:
    """A string of a given form."""

    def check(value: object, pointer: str, problems: list[str]) -> None:
        if not isinstance(value, str) or not re.fullmatch(regex, value):
            problem(problems, words, pointer)

    return check


def boolean(value: object, pointer: str, problems: list[str]) -> None:
    """True or false."""
    if not isinstance(value, bool):
        problem(problems, "must be a boolean", pointer)


def integer(least: int, most: int) -> Check:
    """A whole number within bounds."""

    def check(value: object, pointer: str, problems: list[str]) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            problem(problems, "must be an integer", pointer)
        elif not least <= value <= most:
            problem(problems, f"must be between {least} and {most}", pointer)

    return check


def one_of(*choices: str) -> Check:
    """One of some words."""

    def check(value: object, pointer: str, problems: list[str]) -> None:
        if value not in choices:
            problem(problems, f"must be one of: {', '.join(choices)}", pointer)

    return check


def items(check_item: Check, most: int, least: int = 1) -> Check:
    """A list of a bounded length."""

    def check(value: object, pointer: str, problems: list[str]) -> None:
        if not isinstance(value, list):
            problem(problems, "must be an array", pointer)
            return
        if len(value) > most:
            problem(problems, f"no more than {most} items allowed", pointer)
        if len(value) < least:
            problem(problems, f"no fewer than {least} items allowed", pointer)
        for index, item in enumerate(value):
            check_item(item, f"{pointer}/{index}", problems)

    return check


def anything(value: object, pointer: str, problems: list[str]) -> None:
    """Passed through unchecked."""


@dataclass(frozen=True)
class Shape:
    """An object: its required and optional fields, and rules across fields."""

    required: Mapping[str, Check]
    optional: Mapping[str, Check] = field(default_factory=dict)
    rules: tuple[Check, ...] = ()

    def __call__(self, value: object, pointer: str, problems: list[str]) -> None:
        if not isinstance(value, dict):
            problem(problems, "must provide an object", pointer)
            return
        before = len(problems)
        for name in self.required:
            if value.get(name) is None:
                problem(problems, f"missing required field: {name}", pointer)
        fields = {**self.required, **self.optional}
        for name, item in value.items():
            self._check_field(fields, name, item, (pointer, problems))
        if len(problems) == before:
            for rule in self.rules:
                rule(value, pointer, problems)

    @staticmethod
    def _check_field(
        fields: Mapping[str, Check],
        name: str,
        item: object,
        where: tuple[str, list[str]],
    ) -> None:
        pointer, problems = where
        if name not in fields:
            problem(problems, f"invalid additional property: {name}", pointer)
        elif item is not None:
            fields[name](item, f"{pointer}/{name}", problems)


def variants(shapes: Mapping[str, Check], allowed: Collection[str]) -> Check:
    """An object whose `type` decides which shape it must have."""

    def check(value: object, pointer: str, problems: list[str]) -> None:
        if not isinstance(value, dict):
            problem(problems, "must provide an object", pointer)
            return
        kind = value.get("type")
        if kind is None:
            problem(problems, "missing required field: type", pointer)
        elif kind not in allowed or kind not in shapes:
            problem(problems, f"unsupported type: {kind}", f"{pointer}/type")
        else:
            shapes[kind](value, pointer, problems)

    return check
