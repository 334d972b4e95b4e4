"""JMESPath expressions that cannot cost much, and say where they are wrong.

Source: https://jmespath.org/specification.html. An expression walks the body; only one
that builds lists out of lists, again and again, can become large, so what is built is
counted, and an evaluation that takes too many steps ends.
"""

from functools import lru_cache
from typing import Any

from jmespath import exceptions
from jmespath.parser import Parser
from jmespath.visitor import TreeInterpreter

LENGTH_LIMIT = 500
STEPS = 200_000
# What makes new values; all else points into the body.
_BUILDING = {
    "flatten",
    "function_expression",
    "multi_select_dict",
    "multi_select_list",
}
# What the library's functions let through, such as the ceiling of an infinity.
_MISUSES = (exceptions.JMESPathError, ArithmeticError, TypeError, ValueError)


class BadExpression(Exception):
    """The expression is wrong in itself; the message says where."""


class Unfit(Exception):
    """The expression does not fit this body, or costs too much."""


def check(expression: str) -> None:
    """Raises BadExpression unless it can be evaluated."""
    _parsed(expression)


def find(expression: str, data: Any) -> Any:
    """What the expression finds in the data. Raises BadExpression or Unfit."""
    tree = _parsed(expression)
    try:
        return _Counting().visit(tree, data)
    except _MISUSES as error:
        raise Unfit(_first_line(str(error))) from None
    except RecursionError:
        raise Unfit("it is nested too deeply") from None


@lru_cache(maxsize=512)
def _parsed(expression: str) -> Any:
    if len(expression) > LENGTH_LIMIT:
        raise BadExpression(f"it has more than {LENGTH_LIMIT} characters")
    try:
        tree: Any = Parser().parse(expression).parsed
    except exceptions.EmptyExpressionError:
        raise BadExpression("it is empty") from None
    except exceptions.UnknownFunctionError as error:
        raise BadExpression(_first_line(str(error))) from None
    except exceptions.ParseError as error:
        raise BadExpression(_placed(error, expression)) from None
    except (exceptions.JMESPathError, ValueError) as error:
        raise BadExpression(_first_line(str(error))) from None
    except RecursionError:
        raise BadExpression("it is nested too deeply") from None
    return tree


def _placed(error: Any, expression: str) -> str:
    """Which character is wrong, counted from 1."""
    if isinstance(error, exceptions.IncompleteExpressionError):
        return f"it ends too early, after character {len(expression)}"
    place = error.lex_position
    if not isinstance(place, int):
        return _first_line(str(error))
    return f"character {place + 1} (“{expression[place : place + 12]}”) does not fit"


def _first_line(told: str) -> str:
    return told.partition("\n")[0].rstrip(":. ")


class _Counting(TreeInterpreter):
    def __init__(self) -> None:
        super().__init__()
        self._left = STEPS

    def visit(self, node: Any, *args: Any, **kwargs: Any) -> Any:
        self._take(1)
        found = super().visit(node, *args, **kwargs)
        if node["type"] in _BUILDING:
            self._weigh(found)
        return found

    def _weigh(self, found: Any) -> None:
        """Count every value inside; what is in it twice counts twice."""
        waiting = [found]
        while waiting:
            value = waiting.pop()
            if isinstance(value, dict):
                self._take(len(value))
                waiting.extend(value.values())
            elif isinstance(value, list):
                self._take(len(value))
                waiting.extend(value)
            elif isinstance(value, str):
                self._take(len(value) // 50)

    def _take(self, steps: int) -> None:
        self._left -= steps
        if self._left < 0:
            raise Unfit(f"it takes more than {STEPS:,} steps on this body")
