"""Every operation, asked by every role what nobody would ask: an answer as documented, never a 5xx.

FUZZ_EXAMPLES=200 asks each operation that often in each mode; the suite asks little, and always the
same. FUZZ_SHARES cuts the operations into more parts, of which `-k positive-17-of` takes one: a run
that is ended by a time limit says nothing, and hypothesis shows the signal as its own
`_WrappedBaseException`. How often each status was answered is in the report (`--junitxml`).
"""

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

from tests.fuzz.asking import faults
from tests.fuzz.naming import RealNames

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "1"))
SHARES = int(os.environ.get("FUZZ_SHARES", "4"))
"""Parts of the operations, so that several processes share the work."""
often = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("share", range(SHARES), ids=lambda share: f"{share}-of-{SHARES}")
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_every_answer_is_as_documented(described, askers, record_property, mode, share):
    names, found, asked = RealNames(), {}, Counter()

    def ask(case, data):
        names.put_into(case, data.draw)
        for role, headers in askers.items():
            status, wrong = faults(case, headers)
            asked[status] += 1
            for each in wrong:
                found.setdefault((case.operation.label, status, each), f"{role}: {shown(case)}")

    for each in list(described.get_all_operations())[share::SHARES]:
        often(given(case=each.ok().as_strategy(generation_mode=mode), data=st.data())(ask))()
    record_property("asked", dict(asked))
    assert not found, "\n".join(f"{place} {asker}" for place, asker in found.items())
    assert asked[400] > 0


def shown(case):
    return f"{case.method} {case.formatted_path} {case.query} {case.headers} {case.body!r}"
