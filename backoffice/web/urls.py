"""Pages for responders."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path
from django.views.generic import RedirectView

from backoffice.web import (
    acting,
    alerts,
    coverage,
    declare,
    detail,
    dry_run,
    ending,
    follow_ups,
    guide,
    incident_alerts,
    listing,
    monitoring,
    oncall,
    postmortem,
    replay,
    services,
    timeline,
    times,
    unfollow,
)
from backoffice.web.log_in import LogInForm

app_name = "web"
ENDING = [
    path("", ending.page, name="ending"),
    path("close/", ending.close, name="close"),
    path("reopen/", ending.reopen, name="reopen"),
    path("resolution/", ending.resolved_by, name="resolution"),
    path("severity/", ending.severity, name="severity"),
]
POSTMORTEM = [
    path("", postmortem.page, name="postmortem"),
    path("create/", postmortem.create, name="postmortem_create"),
    path("save/", postmortem.save, name="postmortem_save"),
    path("preview/", postmortem.preview, name="postmortem_preview"),
    path("publish/", postmortem.publish, name="postmortem_publish"),
    path("unpublish/", postmortem.unpublish, name="postmortem_unpublish"),
    path("<int:version>/", postmortem.revision, name="postmortem_revision"),
    path("<int:version>/restore/", postmortem.restore, name="postmortem_restore"),
]
TIMELINE = [
    path("note/", timeline.note, name="note"),
    path("<int:entry_id>/", timeline.line, name="line"),
    path("<int:entry_id>/hide/", timeline.hide, name="line_hide"),
    path("<int:entry_id>/show/", timeline.show, name="line_show"),
]
FOLLOW_UPS = [
    path("new/", follow_ups.add, name="follow_up_add"),
    path("<int:follow_up_id>/", follow_ups.change, name="follow_up"),
    path("<int:follow_up_id>/done/", follow_ups.done, name="follow_up_done"),
    path("<int:follow_up_id>/drop/", follow_ups.drop, name="follow_up_drop"),
    path("<int:follow_up_id>/reopen/", follow_ups.reopen, name="follow_up_reopen"),
]
ALERTS = [
    path("accept/", incident_alerts.accept, name="accept"),
    path("resolve/", incident_alerts.resolve, name="resolve"),
    path("silence/", incident_alerts.silence, name="silence"),
    path("unsilence/", incident_alerts.unsilence, name="unsilence"),
    path("tag/", incident_alerts.tag, name="tag"),
    path("untag/", incident_alerts.untag, name="untag"),
]
SERVICES = [
    path("", services.services, name="services"),
    path("keys/<int:key_id>/reveal/", services.reveal, name="service_key_reveal"),
    path("<slug:slug>/setup/", services.setup, name="service_setup"),
    path("<slug:slug>/test/", services.test, name="service_test"),
]
ON_CALL = [
    path("", oncall.on_call, name="oncall"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("guide/", guide.guides, name="guides"),
    path("guide/<slug:slug>/", guide.guide, name="guide"),
    path("mine/reveal/", oncall.reveal_own, name="oncall_reveal_own"),
    path("mine/renew/", oncall.renew_own, name="oncall_renew_own"),
    path("<int:schedule_id>/reveal/", oncall.reveal, name="oncall_reveal"),
    path("<int:schedule_id>/renew/", oncall.renew, name="oncall_renew"),
]
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="web:incidents"), name="home"),
    path("incidents/", listing.incidents, name="incidents"),
    path("incidents/new/", declare.declare, name="declare"),
    path("incidents/<int:incident_id>/", detail.incident, name="incident"),
    path("incidents/<int:incident_id>/retry/", detail.retry, name="retry"),
    path("incidents/<int:incident_id>/timeline/", include(TIMELINE)),
    path("incidents/<int:incident_id>/times/", times.times, name="times"),
    path("incidents/<int:incident_id>/update/", acting.update, name="update"),
    path("incidents/<int:incident_id>/resolve/", acting.resolve, name="resolved"),
    path("incidents/<int:incident_id>/accept/", acting.accept, name="take_up"),
    path("incidents/<int:incident_id>/follow-ups/", include(FOLLOW_UPS)),
    path("incidents/<int:incident_id>/end/", include(ENDING)),
    path("incidents/<int:incident_id>/replay/", replay.replay, name="replay"),
    path("incidents/<int:incident_id>/alerts/", include(ALERTS)),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/dry-run/", dry_run.dry_run, name="dry_run"),
    path("alerts/<int:alert_id>/", alerts.alert, name="alert"),
    path("follow-ups/", follow_ups.follow_ups, name="follow_ups"),
    path("services/", include(SERVICES)),
    path("oncall/", include(ON_CALL)),
    path("monitoring/", monitoring.monitoring, name="monitoring"),
    path(
        "monitoring/heartbeats/<int:heartbeat_id>/reveal/",
        monitoring.reveal,
        name="heartbeat_reveal",
    ),
    path("incidents/<int:incident_id>/postmortem/", include(POSTMORTEM)),
    path(
        "incidents/<int:incident_id>/postmortem.md",
        postmortem.export,
        name="postmortem_export",
    ),
    path(
        "login/",
        LoginView.as_view(
            template_name="backoffice/login.html",
            authentication_form=LogInForm,
            redirect_authenticated_user=True,
        ),
        name="login",
    ),
    path("unfollow/<str:token>/", unfollow.unfollow, name="unfollow"),
    path("logout/", LogoutView.as_view(), name="logout"),
]
