"""The nearest thing to a list page rendered on the server: Django's admin over the same lead table, one tenant, no row security.

    PGPORT=... PGUSER=... gunicorn admin_app:application -w 2 -b 127.0.0.1:8098
The signed-in person is set by a middleware, so neither session nor user table is read: kinder than a real site.
"""
import os
import django
from django.conf import settings

settings.configure(
    SECRET_KEY="benchmark-benchmark-benchmark-benchmark-benchmark", DEBUG=False, ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, USE_TZ=True, STATIC_URL="/static/",
    INSTALLED_APPS=["django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages", "django.contrib.staticfiles"],
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies", MESSAGE_STORAGE="django.contrib.messages.storage.cookie.CookieStorage",
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
                "django.contrib.auth.middleware.AuthenticationMiddleware", __name__ + ".someone", "django.contrib.messages.middleware.MessageMiddleware"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {"context_processors": [
        "django.template.context_processors.request", "django.contrib.auth.context_processors.auth", "django.contrib.messages.context_processors.messages"]}}],
    DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ.get("PGDATABASE", "crm_db"), "USER": os.environ.get("PGUSER", "postgres"),
                           "HOST": os.environ.get("PGHOST", "127.0.0.1"), "PORT": os.environ.get("PGPORT", "5432"), "CONN_MAX_AGE": 600}})
django.setup()

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.wsgi import get_wsgi_application
from django.db import models
from django.urls import path


def someone(get_response):
    person = User(pk=1, username="bench", is_staff=True, is_superuser=True, is_active=True)
    def middleware(request):
        request.user = request._cached_user = person
        return get_response(request)
    return middleware


class Lead(models.Model):
    id = models.UUIDField(primary_key=True)
    created_at = models.DateTimeField()
    first_name = models.CharField(max_length=255)
    last_name = models.CharField(max_length=255)
    company_name = models.CharField(max_length=255)
    email = models.CharField(max_length=254)
    status = models.CharField(max_length=255, choices=[(s, s) for s in ("assigned", "in process", "converted", "recycled", "closed")])
    rating = models.CharField(max_length=10, choices=[(r, r) for r in ("HOT", "WARM", "COLD")])
    opportunity_amount = models.DecimalField(max_digits=12, decimal_places=2)
    class Meta:
        managed, db_table, app_label = False, "lead", "admin"


@admin.register(Lead)
class LeadAdmin(admin.ModelAdmin):
    list_display = ["company_name", "first_name", "last_name", "email", "status", "rating", "opportunity_amount", "created_at"]
    list_filter = ["status", "rating"]
    search_fields = ["company_name", "first_name", "last_name", "email"]
    ordering = ["-created_at"]
    list_per_page = int(os.environ.get("PER_PAGE", "20"))
    show_full_result_count = os.environ.get("FULL_COUNT", "1") == "1"


urlpatterns = [path("admin/", admin.site.urls)]
application = get_wsgi_application()
