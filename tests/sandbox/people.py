"""What a test has people do in the sandbox: one method for each act.

Acts wait for the app's answer unless told `wait=False`; docs/sandbox.md says what each
of them is.
"""

from typing import Any

Json = dict[str, Any]


class People:
    """The acts; whoever inherits them knows how to POST to a control path."""

    def post(self, path: str, body: Json) -> Json:
        """POST to a control path."""
        raise NotImplementedError

    def command(
        self,
        user: str,
        channel: str,
        command: str,
        text: str = "",
        *,
        wait: bool = True,
    ) -> Json:
        """Type a slash command."""
        body = {"user": user, "channel": channel, "command": command, "text": text}
        return self._act("command", body, wait=wait)

    def message(
        self, user: str, channel: str, text: str, *, thread_ts: str | None = None
    ) -> Json:
        """Post a message as a person; the answer has its `ts`."""
        body = {"user": user, "channel": channel, "text": text, "thread_ts": thread_ts}
        return self._act("message", body)

    def action(
        self,
        user: str,
        action_id: str,
        *,
        channel: str | None = None,
        ts: str | None = None,
        view_id: str | None = None,
        block_id: str | None = None,
        value: Json | None = None,
        values: Json | None = None,
        wait: bool = True,
    ) -> Json:
        """Press a button or choose from a menu, of a message or of a view.

        Without `block_id` the first element with this action_id is taken. `values` is
        what the other inputs hold at that moment, as in `view.state.values`.
        """
        body = {
            "user": user,
            "container": _container(channel, ts, view_id),
            "block_id": block_id,
            "action_id": action_id,
            "value": value or {},
            "values": values or {},
        }
        return self._act("action", body, wait=wait)

    def submit(
        self, user: str, view_id: str, values: Json | None = None, *, wait: bool = True
    ) -> Json:
        """Submit a modal; `values` as in `view.state.values`, without the types."""
        body = {"user": user, "view_id": view_id, "values": values or {}}
        return self._act("submit", body, wait=wait)

    def close(self, user: str, view_id: str, *, wait: bool = True) -> Json:
        """Close a modal."""
        return self._act("close", {"user": user, "view_id": view_id}, wait=wait)

    def home(self, user: str, *, wait: bool = True) -> Json:
        """Open the app's Home."""
        return self._act("home", {"user": user}, wait=wait)

    def react(
        self, user: str, channel: str, ts: str, name: str, *, remove: bool = False
    ) -> Json:
        """React to a message, or take the reaction back."""
        body = {"user": user, "channel": channel, "ts": ts, "name": name}
        return self._act("react", {**body, "remove": remove})

    def pin(self, user: str, channel: str, ts: str, *, remove: bool = False) -> Json:
        """Pin a message, or take the pin off."""
        body = {"user": user, "channel": channel, "ts": ts, "remove": remove}
        return self._act("pin", body)

    def shortcut(self, user: str, callback_id: str, *, wait: bool = True) -> Json:
        """Run a global shortcut."""
        return self._act(
            "shortcut", {"user": user, "callback_id": callback_id}, wait=wait
        )

    def message_action(
        self, user: str, channel: str, ts: str, callback_id: str, *, wait: bool = True
    ) -> Json:
        """Run a message shortcut on a message."""
        body = {"user": user, "channel": channel, "ts": ts, "callback_id": callback_id}
        return self._act("message_action", body, wait=wait)

    def suggest(
        self,
        user: str,
        action_id: str,
        value: str = "",
        *,
        channel: str | None = None,
        ts: str | None = None,
        view_id: str | None = None,
        block_id: str | None = None,
        values: Json | None = None,
    ) -> Json:
        """Type into an external menu; the answer has `options` or `option_groups`."""
        body = {
            "user": user,
            "container": _container(channel, ts, view_id),
            "block_id": block_id,
            "action_id": action_id,
            "value": value,
            "values": values or {},
        }
        return self._act("suggest", body)

    def direct_message(self, user: str, other: str) -> str:
        """Open a direct message; its channel id."""
        answer = self._act("dm", {"user": user, "other": other})
        return str(answer["channel"])

    def join(self, user: str, channel: str) -> Json:
        """Join a public channel."""
        return self._act("join", {"user": user, "channel": channel})

    def leave(self, user: str, channel: str) -> Json:
        """Leave a channel."""
        return self._act("leave", {"user": user, "channel": channel})

    def read(self, user: str, channel: str) -> Json:
        """Mark a channel as read."""
        return self._act("read", {"user": user, "channel": channel})

    def phone(self, user: str, do: str, *, key: str = "") -> Json:
        """Do something with their phone: answer, key, busy, voicemail, hang_up..."""
        return self._act("phone", {"user": user, "do": do, "key": key})

    def sms(self, user: str, text: str) -> Json:
        """Write an SMS to the app; the answer has its `reply`."""
        return self._act("sms", {"user": user, "text": text})

    def dismiss(self, user: str, **what: str) -> Json:
        """Put away `notice=...`, or `channel=..., ts=...` of an ephemeral message."""
        return self._act("dismiss", {"user": user, **what})

    def _act(self, act: str, body: Json, *, wait: bool = True) -> Json:
        return self.post(f"/_sandbox/act/{act}", {**body, "wait": wait})


def _container(channel: str | None, ts: str | None, view_id: str | None) -> Json:
    if view_id:
        return {"type": "view", "view_id": view_id}
    return {"type": "message", "channel": channel, "ts": ts}
