"""A record of national size in a database that holds nothing else, made in sets by SQL."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models

from accounts.models import User
from accounts.roles import Role
from concerns.recheck import disagreements
from inspections.models import Force
from seeds.reference_data import load_reference_data

STATEMENTS = Path(__file__).with_name("national.sql")
FORCES = 43
MARK = "benchmarks "
"""How the comment begins on a database that the benchmarks filled, and may empty again."""


class NotOurs(Exception):
    """The database holds what the benchmarks did not put there, or another run is using it."""


class DataWrong(Exception):
    """What was made contradicts itself, so that nothing measured on it would count."""


@dataclass(frozen=True)
class Size:
    """How much of everything there is."""

    concerns: int
    recommendations: int
    measures: int
    readings_each: int

    @classmethod
    def of(cls, scale: float, readings_each: int) -> Size:
        """Return national size times `scale`, each measure with so many months of readings."""
        concerns = max(int(20_000 * scale), 400)
        return cls(
            concerns=concerns,
            recommendations=max(int(30_000 * scale), concerns),
            measures=max(int(20_000 * scale), 2 * FORCES),
            readings_each=max(readings_each, 4),
        )

    def numbers(self) -> dict[str, int]:
        """Return what the statements are filled with: one in ten recommendations is national."""
        national = max(self.recommendations // 10 // FORCES, 1)
        return {
            "publications": self.concerns // 8,
            "national": national,
            "concerns": self.concerns,
            "own": self.recommendations - national * FORCES,
            "measures": self.measures,
            "readings_each": self.readings_each,
        }

    def __str__(self) -> str:
        readings = self.measures * self.readings_each
        return (
            f"{self.concerns:,} concerns, {self.recommendations:,} recommendations, "
            f"{self.measures:,} measures, {readings:,} readings and their corrections"
        )


def make(size: Size, *, say: Callable[[str], None]) -> None:
    """Fill the database with a record of that size, unless it holds just that already.

    Raises: NotOurs if it holds anything else, or another run is under way; DataWrong if the log
    contradicts the positions.
    """
    _be_alone()
    wanted = MARK + _fingerprint(size)
    found = _comment()
    if not found.startswith(MARK) and connection.introspection.table_names():
        raise NotOurs(
            "The database holds tables that the benchmarks did not make: name an empty one in "
            "BENCHMARK_DATABASE_URL."
        )
    if found == wanted:
        call_command("migrate", verbosity=0, interactive=False)
        return
    say(f"Making {size} (minutes at full scale; kept for the next run).")
    _empty()
    call_command("migrate", verbosity=0, interactive=False)
    load_reference_data()
    fill(size)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (FREEZE)")
    wrong = [str(each) for each in disagreements()]
    if wrong:
        raise DataWrong(f"{len(wrong)} positions contradict the log. {wrong[0]}")
    _note(wanted)


def _be_alone() -> None:
    """Keep other runs away for as long as this one is connected."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('inspection-tracker benchmarks'))")
        if not cursor.fetchone()[0]:
            raise NotOurs("Another run of the benchmarks is using the database: wait for its end.")


def _fingerprint(size: Size) -> str:
    return hashlib.sha256(STATEMENTS.read_bytes() + repr(size).encode()).hexdigest()[:16]


def _comment() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database "
            "WHERE datname = current_database()"
        )
        row = cursor.fetchone()
    comment: str = row[0]
    return comment


def _note(comment: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        name = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute(f"COMMENT ON DATABASE {name} IS '{comment}'")


def _empty() -> None:
    _note(MARK + "being filled")
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def _people() -> dict[str, int]:
    """Make an account of each role, without passwords; return the numbers of who records."""
    people = {role: User(username=role.value, role=role) for role in Role}
    for person in people.values():
        person.set_unusable_password()
        person.save()
    Force.objects.get(slug="greater-manchester").liaison_officers.add(people[Role.LIAISON_OFFICER])
    return {"inspector": people[Role.INSPECTOR].pk, "lead": people[Role.LEAD_INSPECTOR].pk}


def fill(size: Size) -> None:
    """Make every row with the triggers off, so that each can say when it was recorded.

    The database holds the reference data and nothing else; its account is a superuser's.
    """
    people = _people()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(STATEMENTS.read_text().format(**size.numbers(), **people))
        for model in apps.get_models():
            if hasattr(model, "pgh_tracked_model"):
                cursor.execute(_first_versions(model))
        for model in (
            apps.get_model("concerns.Concern"),
            apps.get_model("concerns.Recommendation"),
        ):
            cursor.execute(_later_versions(model))
        cursor.execute("SET session_replication_role = origin")
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)
        cursor.execute("ANALYZE")  # or the database plans as if there were nothing


def _versions(history: Any, label: str, at: str, source: str) -> str:
    """Return the statement that writes versions of a tracked model's rows, as its triggers would."""
    own = [
        field.column
        for field in history._meta.local_concrete_fields
        if not field.column.startswith("pgh_")
    ]
    columns = ", ".join(own)
    told = ", ".join(f"row.{column}" for column in own)
    return (
        f"INSERT INTO {history._meta.db_table} "
        f"({columns}, pgh_label, pgh_obj_id, pgh_created_at) "
        f"SELECT {told}, '{label}', row.id, {at} FROM {source} ORDER BY {at}, row.id"
    )


def _first_versions(history: Any) -> str:
    table = history.pgh_tracked_model._meta.db_table
    name = history.pgh_tracked_model._meta.model_name
    if name in ("concern", "recommendation"):
        opening = f"JOIN concerns_event AS event ON event.{name}_id = row.id"
        source = f"{table} AS row {opening} AND event.kind = 'opened'"
        return _versions(history, "insert", "event.recorded_at", source)
    return _versions(history, "insert", "TIMESTAMPTZ '2024-01-01 08:00Z'", f"{table} AS row")


def _later_versions(model: type[models.Model]) -> str:
    """Return the statement of one version for each event that moved a record."""
    history: Any = model._meta.get_field("history").related_model
    moved = f"JOIN concerns_event AS event ON event.{model._meta.model_name}_id = row.id"
    source = (
        f"{model._meta.db_table} AS row {moved} AND event.position <> '' AND event.kind <> 'opened'"
    )
    return _versions(history, "update", "event.recorded_at", source)
