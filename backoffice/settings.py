"""Django's settings, read from the environment (docs/configuration.md).

A file named by MUSTER_CONFIG (KEY=value lines) fills in what the environment lacks.
"""

import os
import re
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from backoffice import theme

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if config_file := os.environ.get("MUSTER_CONFIG"):
    if not Path(config_file).is_file():
        raise ImproperlyConfigured(f"MUSTER_CONFIG names no file: {config_file}")
    env.read_env(config_file)


def required(name: str) -> str:
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Set it in the environment or in the file that "
            "MUSTER_CONFIG names; docs/configuration.md says what it means."
        )
    return str(value)


def slash_commands(command: str, aliases: list[str]) -> tuple[str, ...]:
    """The command and its aliases, each once. Slack takes no capitals and no spaces."""
    names = tuple(dict.fromkeys(name.strip() for name in (command, *aliases)))
    for name in names:
        if not re.fullmatch(r"/[^\sA-Z/]{1,31}", name):
            raise ImproperlyConfigured(
                f"“{name}” is no slash command: SLACK_INCIDENT_COMMAND and "
                "SLACK_INCIDENT_ALIASES name commands that begin with a slash, such as "
                "/incident, in at most 32 characters without capitals and spaces."
            )
    return names


DEBUG = False
SECRET_KEY = required("SECRET_KEY")
FIELD_KEYS: list[str] = env.list("FIELD_KEYS", default=[])
PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
TRUSTED_PROXIES: list[str] = env.list("TRUSTED_PROXIES", default=[])

DATABASES = {"default": env.db_url_config(required("DATABASE_URL"))}
DATABASES["default"]["ENGINE"] = "backoffice.database"
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Slack waits 3 s for an answer, so who waits for a row is told sooner that nothing was
# changed; a process that is stuck in a transaction gives its rows up. Milliseconds.
BOUNDS = "-c lock_timeout=2000 -c idle_in_transaction_session_timeout=30000"
_options = DATABASES["default"].setdefault("OPTIONS", {})
_options["connect_timeout"] = 5
_options["options"] = f"{BOUNDS} {_options.get('options', '')}".strip()

BROKER_URL = env.str("BROKER_URL", default="filesystem://")
BROKER_FOLDER = Path(env.str("BROKER_FOLDER", default=str(BASE_DIR / "var/broker")))

SLACK_BOT_TOKEN = env.str("SLACK_BOT_TOKEN", default="")
SLACK_SIGNING_SECRET = env.str("SLACK_SIGNING_SECRET", default="")
SLACK_APP_TOKEN = env.str("SLACK_APP_TOKEN", default="")
# Only for `manage.py doctor`: to compare the app itself with the manifest.
SLACK_CONFIG_TOKEN = env.str("SLACK_CONFIG_TOKEN", default="")
SLACK_APP_ID = env.str("SLACK_APP_ID", default="")
SLACK_API_URL = env.str("SLACK_API_URL", default="https://slack.com/api/")
SLACK_INCIDENT_COMMAND = env.str("SLACK_INCIDENT_COMMAND", default="/incident")
SLACK_INCIDENT_ALIASES: list[str] = env.list("SLACK_INCIDENT_ALIASES", default=[])
SLACK_COMMANDS = slash_commands(SLACK_INCIDENT_COMMAND, SLACK_INCIDENT_ALIASES)
SLACK_INCIDENT_HELP_GUIDE_URL = env.str("SLACK_INCIDENT_HELP_GUIDE_URL", default="")
SLACK_SEVERITY_HELP_GUIDE_URL = env.str("SLACK_SEVERITY_HELP_GUIDE_URL", default="")
SLACK_EMERGENCY_COMMUNICATION_GUIDE_URL = env.str(
    "SLACK_EMERGENCY_COMMUNICATION_GUIDE_URL", default=""
)
SLACK_POSTMORTEM_HELP_URL = env.str("SLACK_POSTMORTEM_HELP_URL", default="")
# Names without colons. Whoever reacts with one puts the message on the timeline.
SLACK_TIMELINE_EMOJI: set[str] = {
    name.strip(" :")
    for name in env.list("SLACK_TIMELINE_EMOJI", default=["pushpin", "memo"])
}

# smtp://user:password@host:587, smtp+tls://... (docs/email.md); empty for no e-mail.
EMAIL_URL = env.str("EMAIL_URL", default="")
FLEXTEL_URL = env.str("FLEXTEL_URL", default="https://www.flextel.ltd.uk")
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
if EMAIL_URL:
    vars().update(env.email_url_config(EMAIL_URL))
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="Muster <muster@localhost>")

# Where e-mail to a team without an address goes. Outside production everything does.
TEAM_EMAIL = env.str("TEAM_EMAIL", default="")
PRODUCTION = env.bool("PRODUCTION", default=True)

# Which engine calls and which writes (docs/engines.md).
VOICE_ENGINE = env.str("VOICE_ENGINE", default="twilio")
SMS_ENGINE = env.str("SMS_ENGINE", default="twilio")
TWILIO_ACCOUNT_SID = env.str("TWILIO_ACCOUNT_SID", default="")
TWILIO_AUTH_TOKEN = env.str("TWILIO_AUTH_TOKEN", default="")
TWILIO_FROM = env.str("TWILIO_FROM", default="")
TWILIO_API_URL = env.str("TWILIO_API_URL", default="https://api.twilio.com").rstrip("/")
# Calls that the account may begin in a second; what is beyond waits here, by severity.
TWILIO_CALLS_PER_SECOND = env.float("TWILIO_CALLS_PER_SECOND", default=1.0)
TWILIO_RING_SECONDS = env.int("TWILIO_RING_SECONDS", default=30)
TWILIO_DETECT_VOICEMAIL = env.bool("TWILIO_DETECT_VOICEMAIL", default=True)
HTTP_ENGINE_URL = env.str("HTTP_ENGINE_URL", default="")
HTTP_ENGINE_SECRET = env.str("HTTP_ENGINE_SECRET", default="")
# Hosts inside one's own network that the HTTP engine may post to.
HTTP_ENGINE_INSIDE: list[str] = env.list("HTTP_ENGINE_INSIDE", default=[])
# Signs what a policy's webhooks get; and the hosts inside that they may post to.
WEBHOOK_SECRET = env.str("WEBHOOK_SECRET", default="")
WEBHOOK_INSIDE: list[str] = env.list("WEBHOOK_INSIDE", default=[])
# Later calls, and SMS, to the same phone within this time are told together.
BUNDLE_SECONDS = env.float("BUNDLE_SECONDS", default=120.0)

# Asked each minute while all is well (docs/auditor.md); hosts inside as above.
DEADMAN_URL = env.str("DEADMAN_URL", default="")
DEADMAN_INSIDE: list[str] = env.list("DEADMAN_INSIDE", default=[])

# How long a worker may keep an effect, in seconds. A vendor call's time-out is a
# quarter of it, so that a call always ends well inside the lease (design, 3.3).
LEASE_SECONDS = env.float("LEASE_SECONDS", default=32.0)
CALL_TIMEOUT_SECONDS = LEASE_SECONDS / 4
# A mail server answers some six times before it has an e-mail; each may last this long.
EMAIL_TIMEOUT = LEASE_SECONDS / 8
# The base of the one retry policy's exponential backoff, in seconds.
RETRY_SECONDS = env.float("RETRY_SECONDS", default=1.0)
# How many effects of one queue a worker process sends at once.
DELIVERY_THREADS = env.int("DELIVERY_THREADS", default=8)
WEB_THREADS = env.int("WEB_THREADS", default=16)
SLACK_THREADS = env.int("SLACK_THREADS", default=8)
# What one service key may post, in each process; an array of alerts is one request.
ALERT_REQUESTS_PER_SECOND = env.float("ALERT_REQUESTS_PER_SECOND", default=2000.0)

INSTALLED_APPS = [
    "backoffice",
    "unfold",
    "unfold.contrib.filters",
    "ninja",
    "incidents",
    "tasks",
    "django_celery_beat",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]
# Django applications of your own, for example with receivers of get_invites.
INSTALLED_APPS += env.list("MUSTER_PLUGINS", default=[])
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "backoffice.api.problems.middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "backoffice.viewer.zone_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "backoffice.urls"
WSGI_APPLICATION = "backoffice.servers.wsgi"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

AUTH_USER_MODEL = "incidents.Person"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/incidents/"
LOGOUT_REDIRECT_URL = LOGIN_URL
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if PUBLIC_URL.startswith("https://"):
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

UNFOLD = theme.unfold(PUBLIC_URL)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "backoffice.formats"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "slack_bolt": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        # Two lines for each wake-up would be all that a worker's log says.
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}
