"""Schedules, their runs and files; and rows that stand in no table."""

from __future__ import annotations

from exports.models.file import File
from exports.models.lines import OverviewLine, WorklistLine
from exports.models.receipt import Receipt
from exports.models.run import Run
from exports.models.schedule import Schedule
from exports.models.turn import Turn

__all__ = ["File", "OverviewLine", "Receipt", "Run", "Schedule", "Turn", "WorklistLine"]
