"""Who may do what: the one table of roles, their reach and their permissions."""

from django.db import models


class Role(models.TextChoices):
    """The one role every account has."""

    INSPECTOR = "inspector", "Inspector"
    LEAD_INSPECTOR = "lead_inspector", "Lead inspector"
    LIAISON_OFFICER = "liaison_officer", "Liaison officer"
    ANALYST = "analyst", "Analyst"
    ADMINISTRATOR = "administrator", "Administrator"


class Reach(models.TextChoices):
    """How much of the record a role may see at all."""

    EVERYTHING = "everything", "The whole record, drafts included"
    OWN_FORCES = "own_forces", "What was sent to the forces the person speaks for"
    PUBLISHED = "published", "What has been published"
    ACCOUNTS = "accounts", "Accounts and reference data, nothing of the record"


class Permission(models.TextChoices):
    """What an account may be allowed to do, one verb and noun each."""

    MAINTAIN_REFERENCE_DATA = "maintain_reference_data", "Maintain forces, frameworks, indicators"
    RECORD_INSPECTION = "record_inspection", "Record inspections, publications and judgments"
    RECORD_CONCERN = "record_concern", "Record concerns, recommendations and responses"
    RECORD_READING = "record_reading", "Record readings, targets and figures of any source"
    RECORD_OWN_READING = "record_own_reading", "Record readings said by the own force"
    RECORD_ACTION = "record_action", "Record follow-up actions"
    RECORD_COMMENT = "record_comment", "Comment"
    CLAIM_PROGRESS = "claim_progress", "Claim progress and promise dates for the own force"
    PROPOSE_CLOSURE = "propose_closure", "Propose closure"
    APPROVE_CLOSURE = "approve_closure", "Approve closure"
    PUBLISH = "publish", "Publish"
    SET_MONITORING_STAGE = "set_monitoring_stage", "Set the monitoring stage"
    EXPORT = "export", "Export"
    MAINTAIN_ACCOUNTS = "maintain_accounts", "Maintain accounts, roles and everybody's tokens"


WHOSE = {
    Permission.MAINTAIN_REFERENCE_DATA: "An inspector maintains reference data.",
    Permission.RECORD_INSPECTION: "An inspector records this.",
    Permission.RECORD_CONCERN: "An inspector records this.",
    Permission.RECORD_READING: "An inspector records this.",
    Permission.RECORD_ACTION: "The force and the inspectorate record actions.",
    Permission.RECORD_COMMENT: "The force and the inspectorate comment.",
    Permission.CLAIM_PROGRESS: "A liaison officer of the force claims progress and promises.",
    Permission.PROPOSE_CLOSURE: "An inspector proposes closure.",
    Permission.APPROVE_CLOSURE: "A lead inspector decides this.",
    Permission.PUBLISH: "A lead inspector sends and publishes.",
    Permission.SET_MONITORING_STAGE: "A lead inspector sets the stage of monitoring.",
}
"""Who may, in the words of a refusal."""


class TokenScope(models.TextChoices):
    """What a token may be used for, within its owner's role."""

    READ = "read", "Read the record"
    READINGS = "readings", "Record readings"
    RECORD = "record", "Record and edit what the role records, readings apart"
    VERBS = "verbs", "Claim, propose, decide, comment: change positions by their verbs"
    EXPORTS = "exports", "Run and fetch exports"


_RECORDING = frozenset(
    {
        Permission.MAINTAIN_REFERENCE_DATA,
        Permission.RECORD_INSPECTION,
        Permission.RECORD_CONCERN,
        Permission.RECORD_READING,
        Permission.RECORD_ACTION,
        Permission.RECORD_COMMENT,
        Permission.PROPOSE_CLOSURE,
        Permission.EXPORT,
    }
)

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.INSPECTOR: _RECORDING,
    Role.LEAD_INSPECTOR: _RECORDING
    | {Permission.APPROVE_CLOSURE, Permission.PUBLISH, Permission.SET_MONITORING_STAGE},
    Role.LIAISON_OFFICER: frozenset(
        {
            Permission.CLAIM_PROGRESS,
            Permission.RECORD_ACTION,
            Permission.RECORD_OWN_READING,
            Permission.RECORD_COMMENT,
            Permission.EXPORT,
        }
    ),
    Role.ANALYST: frozenset({Permission.EXPORT}),
    Role.ADMINISTRATOR: frozenset({Permission.MAINTAIN_ACCOUNTS}),
}

REACH: dict[Role, Reach] = {
    Role.INSPECTOR: Reach.EVERYTHING,
    Role.LEAD_INSPECTOR: Reach.EVERYTHING,
    Role.LIAISON_OFFICER: Reach.OWN_FORCES,
    Role.ANALYST: Reach.PUBLISHED,
    Role.ADMINISTRATOR: Reach.ACCOUNTS,
}
