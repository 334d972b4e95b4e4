"""What a refused call answers."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

Json = dict[str, Any]


def refusal(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Json:
    """Make a call that Slack refuses; the JSON of the refusal."""
    with pytest.raises(SlackApiError) as caught:
        call(*args, **kwargs)
    return dict(caught.value.response.data)


def error(call: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    return str(refusal(call, *args, **kwargs)["error"])
