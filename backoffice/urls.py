"""Every path that Django serves."""

from django.contrib import admin
from django.urls import include, path

from backoffice import calendars, health, metrics
from backoffice.api.root import api

admin.autodiscover()  # here, for workers and commands need no screens

urlpatterns = [
    path("api/", api.urls),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", metrics.metrics),
    path("calendars/<str:token>.ics", calendars.calendar, name="calendar"),
    path("twilio/", include("integrations.twilio.urls")),
    path("", include("backoffice.web.urls")),
]
handler404 = "backoffice.web.errors.not_found"
