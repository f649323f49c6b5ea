"""Days in templates, no more exactly than they are known."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.scoped_admin.dated import day_of

register = template.Library()


@register.filter
def dated(row: Any, name: str) -> str:
    """Say the day in a row's field of that name: `{{ concern|dated:"raised_on" }}`; empty if none."""
    return day_of(row, name) or ""
