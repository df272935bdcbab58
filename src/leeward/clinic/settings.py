"""The clinic's settings: one file, and one table of what the environment may set."""

import os
from pathlib import Path
from typing import Final

from leeward.clinic import sqlite  # first: swaps the database library before Django sees it
from leeward.clinic.database import database
from leeward.clinic.home import open_home, secret_of

REPOSITORY: Final = Path(__file__).resolve().parents[3]

SETTINGS: Final = (  # name, default, what it does
    ("LEEWARD_HOME", str(REPOSITORY / "var"), "Folder for the database and the secret."),
    (
        "LEEWARD_DATABASE_URL",
        "",
        "PostgreSQL that keeps the records (postgresql://...); SQLite in LEEWARD_HOME if empty.",
    ),
    ("LEEWARD_SECRET", "", "Signing secret; drawn and kept in LEEWARD_HOME when empty."),
    ("LEEWARD_DEBUG", "", "1 shows error details in the browser: never with real patients."),
    ("LEEWARD_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]", "Names under which the clinic is reached, with commas."),
    ("LEEWARD_HTTPS", "", "1 when served over https: cookies are then sent over https only."),
    ("LEEWARD_PROXIES", "0", "How many proxies of yours stand before it: whose address of the caller is believed."),
    (
        "LEEWARD_EVENTS",
        "",
        "Where pages hear of changes: /events/ behind a proxy, or the hub's port; empty: they ask.",
    ),
    ("LEEWARD_PAGES_PORT", "", "Port of the pages where no proxy stands before them; `leeward serve` sets both."),
    ("LEEWARD_REQUIRE_MFA", "", "Roles that must have a second factor, with commas (prescriber,nurse), or everyone."),
    ("LEEWARD_LEAST_FREE", "5", "Per cent of the disk that must be free before an infusion is planned or started."),
    ("LEEWARD_LOG", "", "json writes logs as one JSON object a line; nothing about a patient either way."),
    ("LEEWARD_CLINIC", "Leeward", "The clinic's name, as pages show it."),
    ("LEEWARD_PHONE", "", "The clinic's telephone, as patients' pages show it."),
    ("LEEWARD_PUBLIC_URL", "http://127.0.0.1:8000", "Where patients reach the pages: links in messages begin so."),
    ("LEEWARD_MESSAGE_NAME", "", "The clinic's name in messages, if another: one that does not tell what it treats."),
    ("LEEWARD_MESSAGES_EMAIL", "file", "How e-mails go: file (LEEWARD_HOME/outbox), console, or smtp."),
    ("LEEWARD_MESSAGES_SMS", "file", "How text messages go: file (LEEWARD_HOME/outbox), console, or http."),
    ("LEEWARD_MAIL_FROM", "clinic@localhost", "From whom e-mails are."),
    ("LEEWARD_SMTP_HOST", "localhost", "The mail server."),
    ("LEEWARD_SMTP_PORT", "587", "Its port."),
    ("LEEWARD_SMTP_SECURITY", "starttls", "starttls, tls (from the first byte) or none (this machine only)."),
    ("LEEWARD_SMTP_USER", "", "Name to sign in with at the mail server."),
    ("LEEWARD_SMTP_PASSWORD", "", "Its password."),
    ("LEEWARD_SMS_URL", "", "Where a provider takes a text message, by POST over https."),
    ("LEEWARD_SMS_TOKEN", "", "Sent as `Authorization: Bearer ...`; with a space in it, as it stands."),
    ("LEEWARD_SMS_FROM", "", "Number or name that text messages are from."),
    ("LEEWARD_SMS_BODY", "json", "json or form."),
    ("LEEWARD_SMS_FIELDS", "", "The provider's names for to, text, from and key: to=To,text=Body,from=From."),
    ("LEEWARD_SMS_FIXED", "", "Fields that go with each message as they stand: type=transactional."),
    ("LEEWARD_SMS_REFERENCE", "id", "Where its answer names the message: id, or message.id."),
    ("LEEWARD_SMS_HOOK_SECRET", "", "Secret that the provider shows with receipts and replies; empty: none is taken."),
    ("LEEWARD_SMS_HOOK_FIELDS", "", "Its names for reference, status, from and text: reference=id,status=state."),
    ("LEEWARD_TIME_ZONE", "UTC", "The clinic's time zone, for example America/New_York. Records are kept in UTC."),
    ("LEEWARD_COUNTRY", "US", "Whose crisis numbers are shown; those of the US are shipped, others are set below."),
    ("LEEWARD_STATE", "", "The state (US: its two letters) whose public holidays are proposed as closed days."),
    ("LEEWARD_EMERGENCY_NUMBER", "", "Number for a life in danger; empty takes the country's (US: 911)."),
    ("LEEWARD_CRISIS_LINE", "", "Number to talk to somebody in a crisis; empty takes the country's (US: 988)."),
    ("LEEWARD_CRISIS_LINE_NAME", "", "Name of that line, as patients read it."),
)


def _read(name: str) -> str:
    """Return a setting of the table from the environment, or its default."""
    defaults = {row: default for row, default, _ in SETTINGS}
    return os.environ.get(name, defaults[name])


def _hub_addresses(events: str, hosts: list[str]) -> list[str]:
    """Return where a page may listen besides its own origin: at the hub's port, where no proxy stands before it."""
    return [f"http://{host}:{events}" for host in hosts if events.isdigit() and not host.startswith(("[", ".", "*"))]


HOME: Final = open_home(Path(_read("LEEWARD_HOME")))
SECRET_KEY = _read("LEEWARD_SECRET") or secret_of(HOME)
DEBUG = _read("LEEWARD_DEBUG") == "1"
HTTPS: Final = _read("LEEWARD_HTTPS") == "1"
EVENTS: Final = _read("LEEWARD_EVENTS")
PAGES_PORT: Final = _read("LEEWARD_PAGES_PORT")
ALLOWED_HOSTS = [name.strip() for name in _read("LEEWARD_ALLOWED_HOSTS").split(",") if name.strip()]
LEAST_FREE: Final = float(_read("LEEWARD_LEAST_FREE")) / 100
CLINIC_NAME: Final = _read("LEEWARD_CLINIC")
CLINIC_PHONE: Final = _read("LEEWARD_PHONE")
SQLITE_VERSION: Final = sqlite.version()

ROOT_URLCONF = "leeward.clinic.urls"
WSGI_APPLICATION = "leeward.clinic.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "leeward.clinic.web",  # before allauth: its templates are ours
    "leeward.clinic.audit",
    "leeward.clinic.people",
    "leeward.clinic.referrals",
    "leeward.clinic.protocols",
    "leeward.clinic.consents",
    "leeward.clinic.crises",
    "leeward.clinic.assessments",
    "leeward.clinic.messaging",
    "leeward.clinic.portal",
    "leeward.clinic.monitors",
    "leeward.clinic.pharmacy",
    "leeward.clinic.plans",
    "leeward.clinic.infusions",
    "leeward.clinic.aftercare",
    "leeward.clinic.outcomes",
    "leeward.clinic.scheduling",
    "leeward.clinic.therapy",
    "leeward.clinic.courses",
    "leeward.clinic.patient",
    "leeward.clinic.upkeep",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "leeward.clinic.web.measuring.measure",  # first: it counts what every other one answers
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "leeward.clinic.web.middleware.explain_method",
    "leeward.clinic.audit.middleware.ActorMiddleware",
    "leeward.clinic.consents.kiosk.KioskMiddleware",  # before the table: a patient sees no page of refusals either
    "leeward.clinic.people.middleware.AccessMiddleware",
    "leeward.clinic.people.speaking.SpeakingMiddleware",  # after the table: whoever is refused reads English
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "leeward.clinic.people.context.navigation",
                "leeward.clinic.crises.context.crisis",
                "leeward.clinic.portal.context.phone",
            ],
        },
    },
]
FORM_RENDERER = "leeward.clinic.web.forms.Renderer"

# Records.
DATABASES = {"default": database(_read("LEEWARD_DATABASE_URL"), home=HOME)}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "web_cache"}}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}  # done by `leeward worker`

# How patients are written to.
PUBLIC_URL: Final = _read("LEEWARD_PUBLIC_URL")
MESSAGE_NAME: Final = _read("LEEWARD_MESSAGE_NAME") or CLINIC_NAME
MESSAGES_EMAIL: Final = _read("LEEWARD_MESSAGES_EMAIL")
MESSAGES_SMS: Final = _read("LEEWARD_MESSAGES_SMS")
SMTP: Final = {
    "host": _read("LEEWARD_SMTP_HOST"),
    "port": _read("LEEWARD_SMTP_PORT"),
    "sender": _read("LEEWARD_MAIL_FROM"),
    "user": _read("LEEWARD_SMTP_USER"),
    "password": _read("LEEWARD_SMTP_PASSWORD"),
    "security": _read("LEEWARD_SMTP_SECURITY"),
}
SMS: Final = {
    name: _read(f"LEEWARD_SMS_{setting}")
    for name, setting in (
        *(("url", "URL"), ("token", "TOKEN"), ("sender", "FROM"), ("body", "BODY")),
        *(("fields", "FIELDS"), ("fixed", "FIXED"), ("reference", "REFERENCE")),
    )
}
SMS_HOOK: Final = {"secret": _read("LEEWARD_SMS_HOOK_SECRET"), "fields": _read("LEEWARD_SMS_HOOK_FIELDS")}
MESSAGE_SOURCES: tuple[str, ...] = (  # each (*, now) -> messaging.sources.Due: what is to be written; asked each minute
    "leeward.clinic.aftercare.writing.due",
    "leeward.clinic.patient.writing.due",
    "leeward.clinic.outcomes.writing.due",
)
# By kind of message: (*, message_id, person_id, about, at) -> the path it leads to, made when it is sent; "" for none.
MESSAGE_LINKS: dict[str, str] = {
    "day_after": "leeward.clinic.aftercare.writing.link",
    "visit": "leeward.clinic.patient.writing.visit_link",
    "reminder": "leeward.clinic.patient.writing.reminder_link",
    "questionnaire": "leeward.clinic.patient.measures_link.questionnaire_link",
}

# Who may come in.
AUTH_USER_MODEL = "people.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:home"
ACCOUNT_ADAPTER = "leeward.clinic.people.adapter.ClosedDoor"
ACCOUNT_FORMS = {
    "login": "leeward.clinic.people.sign_in.SignIn",
    "reauthenticate": "leeward.clinic.people.sign_in.SignInAgain",
    "change_password": "leeward.clinic.people.sign_in.NewPassword",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ALLAUTH_TRUSTED_PROXY_COUNT = int(_read("LEEWARD_PROXIES"))
REQUIRE_MFA: Final = _read("LEEWARD_REQUIRE_MFA")
MFA_ADAPTER = "leeward.clinic.people.adapter.SealedSecrets"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = CLINIC_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_S: Final = 60 * 60
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "leeward.clinic.web.errors.csrf_failure"

# What a browser may do with our pages.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "connect-src": ["'self'", *_hub_addresses(EVENTS, ALLOWED_HOSTS)],
        "img-src": ["'self'", "data:"],  # data: the QR code of the second factor
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False  # the proxy's work
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # serves straight from the packages: nothing to collect
WHITENOISE_AUTOREFRESH = DEBUG

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]  # of patients' pages; the staff's are English
USE_I18N = True  # catalogs: <app>/locale/es, compiled by tests/catalogs.py
FORMAT_MODULE_PATH = "leeward.clinic.web.formats"  # dates of pages that are not ours: 14-Jul-1985
USE_TZ = True
TIME_ZONE = _read("LEEWARD_TIME_ZONE")

# Whom somebody in danger can call without us.
COUNTRY: Final = _read("LEEWARD_COUNTRY")
STATE: Final = _read("LEEWARD_STATE")
EMERGENCY_NUMBER: Final = _read("LEEWARD_EMERGENCY_NUMBER")
CRISIS_LINE: Final = _read("LEEWARD_CRISIS_LINE")
CRISIS_LINE_NAME: Final = _read("LEEWARD_CRISIS_LINE_NAME")

# What stands above people in the tree tells the patient's banner and page what it knows: dotted names, one each.
BANNER_WEIGHT = "leeward.clinic.assessments.queries.banner_weight"  # (person_id, *, now) -> str | None
BANNER_INFUSION = "leeward.clinic.infusions.queries.banner_infusion"  # (person_id) -> str | None
BANNER_CRISIS = "leeward.clinic.crises.queries.banner_says"  # (person_id) -> str
PERSON_SUMMARIES = (  # each (person_id) -> people.summary.Summary
    "leeward.clinic.portal.queries.summary",
    "leeward.clinic.assessments.queries.summary",
    "leeward.clinic.consents.queries.summary",
    "leeward.clinic.plans.queries.summary",
    "leeward.clinic.infusions.queries.summary",
    "leeward.clinic.aftercare.queries.summary",
    "leeward.clinic.outcomes.queries.summary",
    "leeward.clinic.outcomes.due_page.summary",
    "leeward.clinic.scheduling.queries.summary",
    "leeward.clinic.therapy.pages.summary",
    "leeward.clinic.crises.queries.summary",
    "leeward.clinic.messaging.queries.summary",
    "leeward.clinic.courses.plan_page.summary",
    "leeward.clinic.courses.safety_page.summary",
    "leeward.clinic.courses.queries.summary",
    "leeward.clinic.patient.staff_pages.summary",
)
# What a person's own record says of other treatments, for the text of a consent: (person_id, *, now) -> sentences.
CONSENT_ALTERNATIVES = "leeward.clinic.assessments.history.for_consent"
INTAKE_SCORES = "leeward.clinic.outcomes.actions.enter_scores"  # where a questionnaire filled in at home is kept
INTAKE_WORDS = "leeward.clinic.outcomes.wordings.in_force_for"  # (scale_keys) -> the clinic's own words, by scale
INTAKE_TRIGGER_WORDS = "leeward.clinic.outcomes.wordings.in_words"  # (trigger, scale, wording_id) -> Trigger
AFTER_DISCHARGE = (  # each (*, infusion_id, by, at): in one transaction
    "leeward.clinic.aftercare.actions.arrange",
    "leeward.clinic.scheduling.actions.infusion_ended",
    "leeward.clinic.outcomes.tasks.after_infusion",
)
GATE_WARNINGS = (  # each (person_id) -> tuple[str, ...]: what must be acted upon before a start and before going home
    "leeward.clinic.crises.queries.gate_warnings",
    "leeward.clinic.outcomes.queries.gate_warnings",
)
INFUSION_HOLDS = ("leeward.clinic.courses.holding.holds",)  # each (person_id, *, now): what holds the next infusion
SYMPTOMS_TOLD = ("leeward.clinic.patient.symptoms.told",)  # each (person_id) -> (Domain, when): holds until a result
INFUSIONS_AHEAD = "leeward.clinic.scheduling.ahead.infusions_ahead"  # (*, now, person_id) -> booked starts by person
COURSE_BEGAN = "leeward.clinic.courses.on_record.began"  # (person_id, infusion days) -> the first day, or None
THERAPY_HELD = "leeward.clinic.therapy.marks.trauma_focused"  # (person_id) -> starts of trauma-focused sessions held
SCORE_MARKS = ("leeward.clinic.therapy.marks.marks",)  # each (person_id) -> outcomes.Mark: what else happened
LESSONS_DUE = "leeward.clinic.infusions.learning.keep_due"  # (*, person_id, by, at): learn from what has ended by now
MONITORS_TAKE = "leeward.clinic.infusions.ingest.record_readings"  # (message, *, now) -> devices.port.Receipt
MONITORS_AT_CHAIRS = "leeward.clinic.infusions.at_chairs.at_chairs"  # () -> the chair that each paired device serves
PROTOCOL_IMPACTS = (  # each (before, after) -> protocols.impact.Impact: which stored decisions would come out otherwise
    "leeward.clinic.assessments.impact.impact",
)
HOME_WAITING = (  # each (*, now) -> tuple[people.summary.Waiting, ...]: what waits for somebody today
    "leeward.clinic.crises.queries.waiting",  # first: a crisis waits for nobody
    "leeward.clinic.aftercare.queries.waiting",
    "leeward.clinic.patient.staff_pages.waiting",
    "leeward.clinic.outcomes.queries.waiting",
    "leeward.clinic.outcomes.worklist.waiting",
    "leeward.clinic.referrals.queries.waiting",
    "leeward.clinic.portal.queries.waiting",
    "leeward.clinic.messaging.queries.waiting",
    "leeward.clinic.assessments.queries.waiting",
    "leeward.clinic.plans.queries.waiting",
    "leeward.clinic.pharmacy.queries.waiting",
    "leeward.clinic.monitors.queries.waiting",
    "leeward.clinic.infusions.queries.waiting",
    "leeward.clinic.scheduling.queries.waiting",
    "leeward.clinic.protocols.queries.waiting",
)

# What a process may be woken by: topic, then the tables whose new rows mean it, each with the column of whose they are.
WAKE_TOPICS: Final = {
    "infusions": (
        ("infusions_journalentry", "infusion_id"),
        ("infusions_reading", "infusion_id"),
        ("infusions_frame", "infusion_id"),
    ),
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"said": {"()": "leeward.clinic.logs.Plain" if DEBUG else "leeward.clinic.logs.Discreet"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "said"}},
    "loggers": {
        "leeward.requests": {"level": "INFO" if _read("LEEWARD_LOG") == "json" else "WARNING"},
        "psycopg.pool": {"level": "ERROR"},  # each try of a connection; whoever asked for one says that there is none
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
