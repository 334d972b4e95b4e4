"""What a monitoring tool does in a story: it posts, with a key of its service."""

import httpx

from incidents import sealed
from incidents.catalog.keys import digest_of
from tests.flows.story import Json, Story

ROOM = "payments-team"


class Tool:
    """A monitoring tool that posts for one service."""

    def __init__(self, story: Story, service: str, key: str) -> None:
        self.story = story
        self.key = key
        story.muster.sql(
            "INSERT INTO incidents_servicekey (service_id, digest, sealed, start)"
            " SELECT id, %s, %s, %s FROM incidents_service WHERE slug = %s",
            digest_of(key),
            sealed.seal(key),
            key[:8],
            service,
        )

    def sends(self, title: str, *, settled: bool = True, **more: object) -> None:
        """Through Muster's own API."""
        alert = {"title": title, "dedup_key": title[:200], **more}
        self._post("/api/v1/alerts", alert, settled=settled)

    def posts(self, source: str, body: Json) -> None:
        """As this tool posts."""
        self._post(f"/hooks/{source}", body, settled=True)

    def _post(self, path: str, body: Json, *, settled: bool) -> None:
        answer = httpx.post(
            f"{self.story.muster.url}{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.key}"},
        )
        assert answer.status_code == 202, answer.text
        if settled:
            self.settles()

    def settles(self) -> None:
        """All that was posted is sorted, and shown."""
        self.story.wait_for(self._sorted)
        self.story.settle()

    def _sorted(self) -> bool:
        ((waiting,),) = self.story.muster.sql(
            "SELECT count(*) FROM incidents_inbox WHERE drained_at IS NULL"
        )
        return not waiting


def message(story: Story, about: str = "INC-1", *, room: str = ROOM) -> Json:
    """The one message about an incident in a channel."""
    (found,) = [m for m in story.bot_messages(room) if about in story.shown(m)]
    return found
