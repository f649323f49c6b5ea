"""Every address there is, as the configuration of URLs has it."""

import re

from django.urls import get_resolver

_GROUP = re.compile(r"\(\?P<\w+>[^)]*\)|<(\w+:)?\w+>")


def _walk(resolver, before=""):
    for pattern in resolver.url_patterns:
        address = before + str(pattern.pattern).replace("^", "").replace("$", "")
        if hasattr(pattern, "url_patterns"):
            yield from _walk(pattern, address)
        else:
            yield "/" + address


def every_address():
    """Addresses with `{}` for what stands for a row."""
    found = dict.fromkeys(_GROUP.sub("{}", address) for address in _walk(get_resolver()))
    return [address.replace("\\", "") for address in found]


def api_addresses():
    """Addresses of the API's resources and documents, below its root."""
    root = "/api/v1/"
    return [each.removeprefix(root) for each in every_address() if each.startswith(root)]


def admin_addresses():
    """Addresses of the admin, below its root."""
    root = "/admin/"
    return [each.removeprefix(root) for each in every_address() if each.startswith(root)]


def other_addresses():
    """What is neither."""
    return [each for each in every_address() if not each.startswith(("/api/v1/", "/admin/"))]
