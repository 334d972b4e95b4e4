"""auth.test and team.info."""

from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.slack.registry import Call, method
from integrations.sandbox.types import Json


@method("auth.test")
def auth_test(call: Call) -> Json:
    """Whose token this is."""
    ws = call.ws
    return {
        "ok": True,
        "url": f"{call.base_url}/",
        "team": ws.team.name,
        "user": ws.users[call.identity.user].name,
        "team_id": ws.team.id,
        "user_id": call.identity.user,
        **({"bot_id": ws.app.bot_id} if call.identity.is_bot else {}),
        "is_enterprise_install": False,
    }


@method("team.info")
def team_info(call: Call) -> Json:
    """The workspace."""
    call.scoped("team:read")
    team = call.ws.team
    if call.args.get("team", team.id) != team.id:
        raise SlackError("team_not_found")
    return {
        "ok": True,
        "team": {
            "id": team.id,
            "name": team.name,
            "domain": team.domain,
            "url": f"{call.base_url}/",
            "email_domain": "",
            "icon": {"image_default": True},
        },
    }
