"""Django's settings. What can be set, and its defaults, stands in environment.py."""

import sys
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.environment import BASE_DIR, read_environment

ENVIRONMENT = read_environment()
REALTIME = ENVIRONMENT
LLM = ENVIRONMENT
CODEGEN = ENVIRONMENT
ASSISTANT = ENVIRONMENT
SOURCES = ENVIRONMENT
CONTACT = ENVIRONMENT
VIDEO = ENVIRONMENT
FILMS = ENVIRONMENT

HOST = ENVIRONMENT.host
PORT = ENVIRONMENT.port
DATA_DIR = ENVIRONMENT.data_folder
DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key_value()
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
# Listed pages may also use a session, where the browser sends its cookie.
CSRF_TRUSTED_ORIGINS = list(ENVIRONMENT.allowed_origins)

# daphne is the development server only: importing it loads Twisted, which `serve` never needs.
_DEVELOPMENT_SERVER = ["daphne"] if sys.argv[1:2] == ["runserver"] else []

INSTALLED_APPS = [
    *_DEVELOPMENT_SERVER,
    "config",
    "realtime",
    "llm",
    "chatstream",
    "codegen",
    "contact",
    "video",
    "django_tasks",
    "django_tasks_db",
    "channels",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
# What `serve` tells whoever has just started it.
SERVE_PATHS = {
    "chat": "/chat",
    "chat socket": "/ws/chat/{user_id}",
    "assistant": "/test",
    "assistant socket": "/ws?user_id={user_id}",
    "code": "/code",
    "code socket": "/ws/{project_id}",
    "contact socket": "/contact",
    "inbox socket": "/contact/inbox",
    "video": "/video",
    "video socket": "/api/ws/video-generation?code={code}",
    "status": "/status",
    "admin": "/admin/",
}
# What `serve` starts beside itself, and ends with itself: commands of manage.py; `{pid}` is its own
# process.
SERVE_BESIDE = [("video_worker", "--parent={pid}")] * ENVIRONMENT.video_workers
ASGI_APPLICATION = "config.asgi.application"

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "chat"
LOGOUT_REDIRECT_URL = "home"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "config.context.project",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# WAL is set once, by a migration of realtime. NORMAL: a commit survives the death of a process
# without waiting for the disk each time.
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "tokenwire.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,  # with 8 processes that write all the time, 5 s were not enough
            "init_command": "PRAGMA synchronous = NORMAL; PRAGMA mmap_size = 134217728;",
        },
        "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Jobs wait in the database; which of them a worker may do, their own rows say.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["video"]}}

CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = ENVIRONMENT.time_zone
USE_TZ = True

# Mail to the owner of the contact desk. Without a server mails are files, to be looked at.
_MAIL_BACKEND = "smtp" if ENVIRONMENT.email_host else "filebased"
EMAIL_BACKEND = f"django.core.mail.backends.{_MAIL_BACKEND}.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST, EMAIL_PORT = ENVIRONMENT.email_host, ENVIRONMENT.email_port
EMAIL_HOST_USER = ENVIRONMENT.email_user
EMAIL_HOST_PASSWORD = ENVIRONMENT.email_password.get_secret_value()
EMAIL_USE_TLS = ENVIRONMENT.email_security == "starttls"
EMAIL_USE_SSL = ENVIRONMENT.email_security == "tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = ENVIRONMENT.contact_mail_from

# Finished films. A storage that others share takes its place by its backend.
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "videos": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "videos"},
    },
}

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
SERVESTATIC_USE_FINDERS = True
SERVESTATIC_AUTOREFRESH = DEBUG

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# HTTPS_ONLY. The proxy speaks HTTPS; uvicorn takes the scheme from its X-Forwarded-Proto.
SECURE_SSL_REDIRECT = ENVIRONMENT.https_only
SECURE_REDIRECT_EXEMPT = [r"^status$"]  # proxies ask for it without a detour
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ENVIRONMENT.https_only
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True  # no script of ours reads them
LANGUAGE_COOKIE_SAMESITE = "Lax"  # Django's default for the other two
# Long enough for who comes back, short enough to be taken back. Without preload, which is a
# decision about a whole domain: https://hstspreload.org/#opt-in
SECURE_HSTS_SECONDS = 30 * 24 * 3600 if ENVIRONMENT.https_only else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SILENCED_SYSTEM_CHECKS = ["security.W021"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "realtime.redaction.RedactingFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s: %(message)s",
            "secrets": ENVIRONMENT.secret_values(),
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": ENVIRONMENT.log_level},
    "loggers": {
        # Django's own handlers would write beside ours, and hide nothing.
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        # The server's own start and stop lines: `serve` says what a person needs.
        "uvicorn.error": {"level": "WARNING"},
        # The queue says each time that it looks.
        "django_tasks_db": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        # Both write whole requests at their lower levels: keys, prompts and answers.
        "openai": {"level": "WARNING"},
        "httpx2": {"level": "WARNING"},
        "httpcore2": {"level": "WARNING"},
        "asyncio": {"level": "WARNING"},
        # A foreign Host header is answered with 400; its traceback would only fill the log.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
