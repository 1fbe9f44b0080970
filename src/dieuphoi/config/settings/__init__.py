"""Settings of Điều Phối. Everything that differs between machines comes from the environment.

Every variable with its meaning: ``deploy/dieuphoi.env.example``; the list: :mod:`dieuphoi.config.variables`.
Without them the program runs for one person on one machine (embedded PostgreSQL, a key kept in ``var/``).
"""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from dieuphoi.config import embedded
from dieuphoi.config.mail import mail_settings
from dieuphoi.config.oidc import OidcSettings
from dieuphoi.config.secret import secret_key
from dieuphoi.config.variables import YES, require_usable

ROOT = Path(__file__).resolve().parents[4]
VAR = Path(os.environ.get("DIEUPHOI_VAR") or ROOT / "var")


require_usable(os.environ)


def _text(name: str, default: str) -> str:
    """A variable; one that is empty counts as not set."""
    return os.environ.get(name, "").strip() or default


def _flag(name: str, default: bool) -> bool:
    return _text(name, str(int(default))).lower() in YES


DEBUG = _flag("DIEUPHOI_DEBUG", False)
TESTING = _flag("DIEUPHOI_TESTING", False)
SECRET_KEY = os.environ.get("DIEUPHOI_SECRET_KEY") or secret_key(VAR)
ALLOWED_HOSTS = [h for h in os.environ.get("DIEUPHOI_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("DIEUPHOI_ORIGINS", "").split(",") if o]
HTTPS = _flag("DIEUPHOI_HTTPS", False)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_filters",
    "dieuphoi.core.kernel",
    "dieuphoi.core.ui",
    "dieuphoi.core.workflow",
    "dieuphoi.core.history",
    "dieuphoi.core.files",
    "dieuphoi.core.chain",
    "dieuphoi.core.register",
    "dieuphoi.core.notify",
    "dieuphoi.core.exchange",
    "dieuphoi.core.letters",
    "dieuphoi.registry.territory",
    "dieuphoi.registry.organisations",
    "dieuphoi.registry.profile",
    "dieuphoi.registry.accounts",
    "dieuphoi.registry.access",
    "dieuphoi.programme.criteria",
    "dieuphoi.programme.assessments",
    "dieuphoi.programme.recognition",
    "dieuphoi.programme.targets",
    "dieuphoi.steering.tasks",
    "dieuphoi.steering.directives",
    "dieuphoi.steering.meetings",
    "dieuphoi.insight.desk",
    "dieuphoi.insight.board",
    "dieuphoi.insight.changes",
    "dieuphoi.insight.guide",
    "dieuphoi.insight.portal",
    "dieuphoi.insight.reports",
    "dieuphoi.insight.search",
    "dieuphoi.config",
]

MIDDLEWARE = [
    "dieuphoi.config.proxy.BehindProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "dieuphoi.config.compress.CompressMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "dieuphoi.config.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "dieuphoi.registry.accounts.middleware.FirstPasswordMiddleware",
    "dieuphoi.registry.access.middleware.ActorMiddleware",
    "dieuphoi.registry.access.middleware.SecondStepMiddleware",
    "dieuphoi.registry.accounts.middleware.SessionMiddleware",
    "dieuphoi.config.errors.DieuphoiErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "dieuphoi.config.urls"
WSGI_APPLICATION = "dieuphoi.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "dieuphoi.core.ui.jinja_env.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "dieuphoi.config.context.page",
            ],
        },
    },
    {
        # Only what third-party packages render themselves; every page of ours is Jinja2.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]
FORM_RENDERER = "dieuphoi.core.ui.renderers.FormRenderer"

DATABASES = {"default": embedded.connection_for_settings()}
DATABASES["default"].setdefault("CONN_MAX_AGE", 0 if TESTING else 60)
DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username",)},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
CSRF_FAILURE_VIEW = "dieuphoi.config.errors.csrf_failed"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "dieuphoi.registry.accounts.adapter.ClosedSignUpAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_RATE_LIMITS = False  # django-axes counts failed sign-ins, in the database, visible to the administrator
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600  # seconds for which a repeated password or code counts as "just now"
MFA_ADAPTER = "dieuphoi.registry.accounts.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Điều Phối"
MFA_TOTP_TOLERANCE = 1  # a code of the half minute before or after is taken: telephones' clocks differ
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody's e-mail is verified here: nothing needs a mail server
MFA_FORMS = {
    "authenticate": "dieuphoi.registry.accounts.forms.CodeForm",
    "reauthenticate": "dieuphoi.registry.accounts.forms.CodeAgainForm",
}
ACCOUNT_FORMS = {"reauthenticate": "dieuphoi.registry.accounts.forms.PasswordAgainForm"}
OIDC = OidcSettings.from_environment(os.environ)
SOCIALACCOUNT_ADAPTER = "dieuphoi.registry.accounts.oidc.LinkOnlyAdapter"
SOCIALACCOUNT_PROVIDERS = OIDC.providers()
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_QUERY_EMAIL = False
if OIDC.complete:
    # A browser follows the sign-in form to the issuer only where the policy names it.
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] = [SELF, *OIDC.origins()]
AXES_FAILURE_LIMIT = int(_text("DIEUPHOI_SIGN_IN_ATTEMPTS", "6"))
AXES_COOLOFF_TIME = float(_text("DIEUPHOI_SIGN_IN_COOLOFF_HOURS", "0.25"))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "dieuphoi.registry.accounts.views.locked_out"
AXES_USERNAME_FORM_FIELD = "username"
AXES_VERBOSE = False
AXES_ENABLE_ACCESS_FAILURE_LOG = True  # the journal shows failed sign-ins too
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"] if not HTTPS else []

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [ROOT / "src" / "dieuphoi" / "locale"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORMAT_MODULE_PATH = ["dieuphoi.core.kernel.formats"]
LANGUAGE_COOKIE_NAME = "dieuphoi_language"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(VAR / "files")}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 40 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DIEUPHOI_FILE_MAX_BYTES = int(_text("DIEUPHOI_FILE_MAX_MB", "25")) * 1024 * 1024

# --- what leaves the house: mail only where DIEUPHOI_MAIL_URL names a server (smtp://user:password@host:587/?tls=1)
DIEUPHOI_URL = os.environ.get("DIEUPHOI_URL", f"http://localhost:{os.environ.get('PORT') or 8000}")
_mail = mail_settings(os.environ.get("DIEUPHOI_MAIL_URL", ""))
DIEUPHOI_MAIL = _mail is not None
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
if _mail is not None:
    EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.starttls, _mail.ssl
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("DIEUPHOI_MAIL_FROM", "dieuphoi@localhost")
DIEUPHOI_DIGEST_HOUR = int(_text("DIEUPHOI_DIGEST_HOUR", "7"))
DIEUPHOI_LIBREOFFICE = os.environ.get("DIEUPHOI_LIBREOFFICE", "")  # path of soffice: letters as PDF, too
DIEUPHOI_LIBREOFFICE_SECONDS = int(_text("DIEUPHOI_LIBREOFFICE_SECONDS", "60"))
DIEUPHOI_PUBLIC_MAX_AGE = int(_text("DIEUPHOI_PUBLIC_MAX_AGE", "300"))  # seconds that a copy is kept
DIEUPHOI_WORKER_SILENCE_SECONDS = int(_text("DIEUPHOI_WORKER_SILENCE_SECONDS", "120"))
DIEUPHOI_SCHEDULE_GRACE_SECONDS = int(_text("DIEUPHOI_SCHEDULE_GRACE_SECONDS", "900"))
DIEUPHOI_JOB_DEATHS = int(_text("DIEUPHOI_JOB_DEATHS", "3"))
DIEUPHOI_CLOCK_DRIFT_SECONDS = int(_text("DIEUPHOI_CLOCK_DRIFT_SECONDS", "60"))
DIEUPHOI_COMPRESS = _flag("DIEUPHOI_COMPRESS", True)  # docs/decisions/pages-are-compressed.md
DIEUPHOI_MANAGER_ROLES = ("office_head", "administrator")

PGTRIGGER_INSTALL_ON_MIGRATE = False
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": _text("DIEUPHOI_LOG_LEVEL", "WARNING")},
}

UI_STRICT_OUTPUT = TESTING

if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    ALLOWED_HOSTS = ["*"]
