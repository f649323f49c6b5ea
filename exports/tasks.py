"""The jobs that workers take from the queue."""

from __future__ import annotations

from procrastinate import JobContext
from procrastinate.contrib.django import app

from exports.jobs import QUEUE


@app.task(name="exports.export_run", queue=QUEUE, pass_context=True)
def export_run(context: JobContext, run: int) -> str:
    """Carry out a run, and say what became of it.

    Raises: whatever could not be noted on the run itself; a sweep then queues it again.
    """
    from exports.running import carry_out

    return carry_out(run, worker=context.worker_name or "", should_stop=context.should_abort)
