"""The one loose type of the package: JSON objects as they cross the wire."""

from typing import Any

Json = dict[str, Any]
