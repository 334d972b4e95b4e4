"""An e-mail, ready to be sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mail:
    """`text` and `html` say the same. `headers` are those beyond From, To, Subject."""

    to: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str] = field(default_factory=dict)
