"""One app, one migration history: every package's models. Imported by nothing."""

from incidents.alerts.models import (
    Alert,
    AlertGroup,
    AlertSettings,
    InboxRow,
    IncidentRoute,
    IncidentTag,
    JsonMapping,
    RoutingRule,
    RuleCondition,
    Silence,
    TeamRoute,
)
from incidents.auditing.models import Audit, Trouble
from incidents.calendars.models import (
    CalendarEvent,
    Holiday,
    TeamCalendar,
    WorkingHours,
)
from incidents.catalog.models import (
    ApiKey,
    ImpactLevel,
    ImpactQuestion,
    Service,
    ServiceKey,
    SeverityRule,
)
from incidents.channels.models import (
    Conversation,
    SlackUser,
    SosEntry,
    SyncRun,
    UserGroup,
    Workspace,
)
from incidents.contacts.models import Contact, ContactMethod, NotificationRule
from incidents.escalation.models import Notice, Page, Run
from incidents.followups.models import FollowUp
from incidents.freezes.models import Freeze, FreezeOverride
from incidents.heartbeats.models import Heartbeat, Reception
from incidents.invitations.models import Invitation, InviteRule
from incidents.oncall.models import (
    Gap,
    Layer,
    LayerMember,
    LayerRestriction,
    Leave,
    Override,
    Role,
    Schedule,
    ShiftFeed,
    ShiftRequest,
)
from incidents.outbox.models import Effect, Posting, Throttle
from incidents.people.models import Membership, Person, Team
from incidents.policies.models import Policy, PolicyStep
from incidents.postmortems.models import Postmortem, Revision
from incidents.record.models import Entry, Incident, Participant
from incidents.reminders.models import Reminder
from incidents.response.models import Receipt
from incidents.roles.models import Assignment, IncidentRole
from incidents.updates.models import Subscription

__all__ = [
    "Alert",
    "AlertGroup",
    "AlertSettings",
    "ApiKey",
    "Assignment",
    "Audit",
    "CalendarEvent",
    "Contact",
    "ContactMethod",
    "Conversation",
    "Effect",
    "Entry",
    "FollowUp",
    "Freeze",
    "FreezeOverride",
    "Gap",
    "Heartbeat",
    "Holiday",
    "ImpactLevel",
    "ImpactQuestion",
    "InboxRow",
    "Incident",
    "IncidentRole",
    "IncidentRoute",
    "IncidentTag",
    "Invitation",
    "InviteRule",
    "JsonMapping",
    "Layer",
    "LayerMember",
    "LayerRestriction",
    "Leave",
    "Membership",
    "Notice",
    "NotificationRule",
    "Override",
    "Page",
    "Participant",
    "Person",
    "Policy",
    "PolicyStep",
    "Posting",
    "Postmortem",
    "Receipt",
    "Reception",
    "Reminder",
    "Revision",
    "Role",
    "RoutingRule",
    "RuleCondition",
    "Run",
    "Schedule",
    "Service",
    "ServiceKey",
    "SeverityRule",
    "ShiftFeed",
    "ShiftRequest",
    "Silence",
    "SlackUser",
    "SosEntry",
    "Subscription",
    "SyncRun",
    "Team",
    "TeamCalendar",
    "TeamRoute",
    "Throttle",
    "Trouble",
    "UserGroup",
    "WorkingHours",
    "Workspace",
]
