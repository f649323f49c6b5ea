"""The service on the suite's own database, for a server process of its own."""

import os

from django.db import connections

from config.wsgi import application

connections["default"].settings_dict["NAME"] = os.environ["SUITE_DATABASE"]

__all__ = ["application"]
