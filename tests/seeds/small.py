"""A document that has a record of nearly every section."""

SMALL = """
title: One force, one cause
publications:
  - reference: kent-accelerated
    title: Accelerated cause of concern
    kind: accelerated_cause
    published_on: 2021-09-30
    addresses: [kent]
concerns:
  - reference: KENT-2021-C1
    kind: cause_of_concern
    force: kent
    publication: kent-accelerated
    title: Response to the public
    raised_on: 2021-09-30
    completeness: complete
    recommendations:
      - reference: KENT-2021-C1.1
        number: 1
        text: Answer in time.
        deadline_kind: within_period
        deadline_months: 3
        events:
          - kind: claimed_progress
            happened_on: 2021-10
            became: in_progress
            audience: everyone
    events:
      - kind: commented
        happened_on: 2021-12
        note: A plan was made.
indicators:
  - code: backlog
    name: incidents awaiting a response
    unit: incidents
    better: lower
    floor: 0
    nature: stock
measures:
  - {indicator: backlog, force: kent, said_by: force, concerns: [KENT-2021-C1]}
readings:
  - measure: backlog/kent/force
    period_start: 2021-09-30
    period_end: 2021-09-30
    value: 200.0
targets:
  - {measure: backlog/kent/force, at_most: 100, set_on: 2021-10, due_on: 2022, set_by: force}
figures:
  - code: M01
    publication: kent-accelerated
    force: kent
    places: [3]
    words: Backlog
    at_most: 90
    approximate: true
    unit: incidents
    nature: observed
    said_by: force
    reading: {measure: backlog/kent/force, period_start: 2021-10-28, period_end: 2021-10-28}
responses:
  - publication: kent-accelerated
    force: kent
    answers:
      - recommendation: KENT-2021-C1.1
        position: accepted
        answered_on: 2021-11-20
"""


def line_of(text, fragment):
    """Return the line, from 1, on which the fragment first stands in a document."""
    text = text.lstrip("\n")
    return text[: text.index(fragment)].count("\n") + 1
