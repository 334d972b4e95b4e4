"""Every path that Django serves."""

from django.contrib import admin
from django.urls import include, path

from backoffice import health
from bot import inbound

urlpatterns = [
    path("admin/", admin.site.urls),
    path("slack/events", inbound.events),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("", include("backoffice.web.urls")),
]
handler404 = "backoffice.web.errors.not_found"
