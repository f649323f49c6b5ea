"""Schedules and runs in the admin."""

from __future__ import annotations

from django.contrib import admin
from procrastinate.contrib.django.models import ProcrastinateJob

from exports.admin.runs import RunAdmin
from exports.admin.schedules import ScheduleAdmin

admin.site.unregister(ProcrastinateJob)  # what became of a job, its run says

__all__ = ["RunAdmin", "ScheduleAdmin"]
