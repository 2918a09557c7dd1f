"""Every surface hangs here."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="console:home"), name="root"),
    path("console/", include("kith.console.urls")),
]
