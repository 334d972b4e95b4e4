"""The company that the stories of the phones share."""

from tests.flows.conftest import shared, story

__all__ = ["shared", "story"]
