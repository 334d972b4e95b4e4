"""Pages for responders."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path
from django.views.generic import RedirectView

from backoffice.web import detail, listing

app_name = "web"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="web:incidents"), name="home"),
    path("incidents/", listing.incidents, name="incidents"),
    path("incidents/<int:incident_id>/", detail.incident, name="incident"),
    path("incidents/<int:incident_id>/retry/", detail.retry, name="retry"),
    path(
        "login/",
        LoginView.as_view(
            template_name="backoffice/login.html", redirect_authenticated_user=True
        ),
        name="login",
    ),
    path("logout/", LogoutView.as_view(), name="logout"),
]
