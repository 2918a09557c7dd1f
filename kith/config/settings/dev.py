"""What `make run` uses: one machine, plain HTTP on loopback, assets served as they are."""

from .base import *  # noqa: F403

WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
