"""What a load balancer asks: is the process alive, and can it do its work?"""

from __future__ import annotations

import logging

from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


@never_cache
@require_safe
@transaction.non_atomic_requests
def livez(request: HttpRequest) -> JsonResponse:
    """Answer as long as the process can answer at all; it asks nothing else."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
@transaction.non_atomic_requests
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers and every migration has run, else 503."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        logger.exception("database does not answer")
        return JsonResponse(
            {"status": "not ready", "reason": "The database does not answer."}, status=503
        )
    if waiting:
        return JsonResponse(
            {"status": "not ready", "reason": f"Migrations have to run first: {len(waiting)}."},
            status=503,
        )
    return JsonResponse({"status": "ready"})
