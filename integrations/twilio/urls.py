"""The paths that Twilio calls; each checks the signature itself."""

from django.urls import path

from integrations.twilio import webhooks

urlpatterns = [
    path("voice/<str:token>", webhooks.voice),
    path("voice/<str:token>/ask/<int:step>/<int:asked>", webhooks.voice),
    path("voice/<str:token>/key/<int:step>/<int:asked>", webhooks.key),
    path("status/<str:token>", webhooks.status),
    path("machine/<str:token>", webhooks.machine),
    path("sms", webhooks.sms),
]
