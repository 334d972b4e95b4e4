"""What is shown of a deployment freeze."""

from datetime import timedelta

from bot.card import freezes
from bot.card.freezes import Frozen
from bot.messages.freeze import FreezeFact, freeze_message
from incidents.record.models import Incident
from tests.bot.facts import NOW, accept_blocks, everything


def test_lifting_asks_first_wherever_its_button_stands() -> None:
    announced = freeze_message(
        FreezeFact(
            id=1,
            scope="s" * 80,
            reason="r" * 3_000,
            by="Ada",
            about="INC-1",
            until=NOW + timedelta(hours=1),
            lifted_at=None,
            lifted_by="",
        )
    ).blocks
    frozen = Frozen(id=1, scope="all", until=None, is_automatic=True)
    on_card = list(freezes.blocks(Incident(pk=1), [frozen]))
    for blocks in (announced, on_card):
        accept_blocks(blocks)
        assert "Lift the freeze?" in everything(blocks)
    assert "Everything may be deployed at once" in everything(on_card)
