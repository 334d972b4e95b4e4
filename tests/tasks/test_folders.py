"""Wake-ups by folders: whole, or not at all."""

import threading
from pathlib import Path

from kombu import Connection

from tasks import folders


def connection(folder: Path) -> Connection:
    folders.install()
    for name in ("queue", "control"):
        (folder / name).mkdir(exist_ok=True)
    return Connection(
        "filesystem://",
        transport_options={
            "data_folder_in": str(folder / "queue"),
            "data_folder_out": str(folder / "queue"),
            "control_folder": str(folder / "control"),
        },
    )


def test_what_several_publish_at_once_arrives_whole(tmp_path: Path) -> None:
    def publish() -> None:
        with connection(tmp_path) as link:
            queue = link.SimpleQueue("busy")
            for number in range(100):
                queue.put({"number": number, "pad": "x" * 9_000})

    with connection(tmp_path) as link:
        queue = link.SimpleQueue("busy")
        threads = [threading.Thread(target=publish) for _ in range(4)]
        for thread in threads:
            thread.start()
        numbers = []
        for _ in range(400):
            message = queue.get(timeout=30)
            numbers.append(message.payload["number"])
            message.ack()
        for thread in threads:
            thread.join()
    assert sorted(numbers) == sorted([*range(100)] * 4)


def test_a_file_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    with connection(tmp_path) as link:
        queue = link.SimpleQueue("half")
        (tmp_path / "queue" / "0_torn.half.msg").write_bytes(b"")
        queue.put({"number": 1})
        assert queue.get(timeout=10).payload == {"number": 1}
