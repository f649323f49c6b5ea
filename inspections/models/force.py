"""Bodies that are inspected or addressed, and the stage of monitoring they are in."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When

from api.constraints import refused
from api.days import dated_text
from api.fields import ChoiceField, precision_constraint, precision_field
from api.guards import tracked
from api.records import Superseding, Versioned
from inspections.querysets import ForceQuerySet, MonitoringStageQuerySet


class ForceManager(models.Manager.from_queryset(ForceQuerySet)):  # type: ignore[misc]
    """Forces by their natural key."""

    def get_by_natural_key(self, slug: str) -> Force:
        """Return the force of that slug."""
        return self.get(slug=slug)  # type: ignore[no-any-return]


@tracked("ForceHistory", exclude=["version"])
class Force(Versioned):
    """A body that is inspected or addressed.

    England and Wales as a whole is one too (kind country), so that a national figure has
    somebody it is about. Only territorial forces are counted as the 43 and compared.
    """

    SEARCHED: ClassVar = ("name", "slug", "area_name", "ons_code")

    class Kind(models.TextChoices):
        """What sort of body it is."""

        TERRITORIAL = "territorial", "Territorial force"
        REGIONAL_UNIT = "regional_unit", "Regional unit"
        NATIONAL_FORCE = "national_force", "National force"
        POLICING_BODY = "policing_body", "Policing body"
        NATIONAL_ORGANISATION = "national_organisation", "National organisation"
        COUNTRY = "country", "Country"

    class PolicingBody(models.TextChoices):
        """Who holds the chief constable to account and answers a report."""

        PCC = "pcc", "Police and crime commissioner"
        PCC_OR_PFCC = "pcc_or_pfcc", "Police (fire) and crime commissioner"
        MAYOR = "combined_authority_mayor", "Combined-authority mayor"
        MOPAC = "mopac", "Mayor's Office for Policing and Crime"
        CITY = "city_of_london_corporation", "City of London Corporation"

    slug = models.SlugField(max_length=60, unique=True, help_text="Such as: greater-manchester.")
    name = models.CharField(max_length=120, unique=True, help_text="As the body calls itself.")
    kind = ChoiceField(max_length=25, choices=Kind, help_text="What sort of body it is.")
    ons_code = models.CharField(
        "ONS code",
        max_length=9,
        null=True,
        blank=True,
        unique=True,
        help_text="Police force area code, such as E23000005.",
    )
    area_name = models.CharField(max_length=120, blank=True, help_text="Its area, as ONS names it.")
    region = models.CharField(max_length=60, blank=True, help_text="Such as: North West.")
    country = models.CharField(max_length=40, blank=True, help_text="England, Wales, or both.")
    local_policing_body = ChoiceField(
        max_length=30, choices=PolicingBody, blank=True, help_text="Who answers a report."
    )
    existed_from = models.DateField(null=True, blank=True, help_text="First day, if known.")
    existed_until = models.DateField(
        null=True, blank=True, help_text="The day it had ceased to exist; empty = it exists."
    )
    succeeded_by = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
        help_text="The body that took over from it.",
    )
    liaison_officers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="liaised_forces",
        help_text="Who speaks for the force here, and sees what is sent to it.",
    )
    inspectors = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="inspected_forces",
        help_text="The inspectors who follow this force.",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="owned_forces",
        help_text="The one of its inspectors who answers for it.",
    )
    api_tokens = models.ManyToManyField(
        "accounts.Token",
        blank=True,
        related_name="forces",
        help_text="Tokens that are limited to this force (and others that name them).",
    )

    objects = ForceManager()

    class Meta(Versioned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(ons_code=None) | Q(ons_code__regex=r"^[EWSNK][0-9]{8}$"),
                name="force_ons_code_form",
                violation_error_message=(
                    "ons_code: one capital letter and eight digits, such as E23000005."
                ),
            ),
            models.CheckConstraint(
                condition=Q(existed_from=None)
                | Q(existed_until=None)
                | Q(existed_until__gt=F("existed_from")),
                name="force_existed_until_after_from",
                violation_error_message="existed_until: a day after existed_from.",
            ),
            models.CheckConstraint(
                condition=Q(succeeded_by=None) | Q(existed_until__isnull=False),
                name="force_succeeded_has_ended",
                violation_error_message="succeeded_by: say in existed_until when it ended.",
            ),
            models.CheckConstraint(
                condition=Q(succeeded_by=None) | ~Q(succeeded_by=F("id")),
                name="force_not_its_own_successor",
                violation_error_message="succeeded_by: a force cannot succeed itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        """Return the slug."""
        return (self.slug,)

    def clean(self) -> None:
        """Check that the owner is one of the inspectorate.

        Raises: ValidationError on `owner`. Hidden query: the owner.
        """
        super().clean()
        if self.owner and not self.owner.belongs_to_inspectorate:
            raise refused(
                "owner",
                "The owner is one of the force's inspectors.",
                "owner_no_inspector",
            )


@tracked("ForceInspectorHistory")
class ForceInspector(Force.inspectors.through):  # type: ignore[misc, name-defined]  # by the field
    """That an inspector follows a force; when that began and ended is kept."""

    class Meta:
        proxy = True

    def __str__(self) -> str:
        return f"{self.user} of {self.force}"


@tracked("ForceOfficerHistory")
class ForceOfficer(Force.liaison_officers.through):  # type: ignore[misc, name-defined]  # as above
    """That somebody speaks for a force; when that began and ended is kept."""

    class Meta:
        proxy = True

    def __str__(self) -> str:
        return f"{self.user} for {self.force}"


class MonitoringStage(Superseding):
    """A force's stage of monitoring over [started_on, ended_on); no end = still in it.

    The chief inspector decides, and independently of any cause of concern: a force may leave
    the engage stage with a cause open.
    """

    SEARCHED: ClassVar = ("note",)
    SEARCHED_THROUGH: ClassVar = ("force",)

    class Stage(models.TextChoices):
        """How closely a force is monitored."""

        SCAN = "scan", "Scan (default)"
        ENGAGE = "engage", "Engage (enhanced)"

    IDENTITY: ClassVar[tuple[str, ...]] = ("force",)

    force = models.ForeignKey(
        Force, on_delete=models.PROTECT, related_name="monitoring_stages", help_text="The force."
    )
    stage = ChoiceField(max_length=10, choices=Stage, help_text="scan or engage.")
    started_on = models.DateField(help_text="First day in the stage.")
    started_on_precision = precision_field("started_on")
    ended_on = models.DateField(
        null=True, blank=True, help_text="The day it had left the stage; empty = no end is known."
    )
    ended_on_precision = precision_field("ended_on")
    publication = models.ForeignKey(
        "inspections.Publication",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="monitoring_stages",
        help_text="Where it was made public; without one only the inspectorate sees it.",
    )
    note = models.TextField(blank=True, help_text="What the source leaves open.")

    objects = MonitoringStageQuerySet.as_manager()

    class Meta(Superseding.Meta):
        constraints = [
            *Superseding.Meta.constraints,
            precision_constraint("monitoringstage", "started_on"),
            precision_constraint("monitoringstage", "ended_on"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gt=F("started_on")),
                name="monitoringstage_ends_after_start",
                violation_error_message="ended_on: a day after started_on.",
            ),
            ExclusionConstraint(
                name="monitoringstage_no_overlap",
                expressions=[
                    (
                        Func(F("force"), F("force"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(  # an end before the start is refused above, not by the range
                            F("started_on"),
                            Case(
                                When(ended_on__lt=F("started_on"), then=F("started_on")),
                                default=F("ended_on"),
                            ),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(superseded_at=None),
                violation_error_message=(
                    "The force is in another stage for part of this time: a force is in one "
                    "stage at a time. End the other one first, by a correction."
                ),
            ),
        ]

    def __str__(self) -> str:
        since = dated_text(self.started_on, self.started_on_precision)
        return f"{self.force}: {self.get_stage_display()} from {since}"

    def covers(self, day: dt.date) -> bool:
        """Whether the force was in this stage on that day."""
        return self.started_on <= day and (self.ended_on is None or day < self.ended_on)
