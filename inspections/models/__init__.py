"""Forces, frameworks, inspections, publications and judgments."""

from inspections.models.force import Force, ForceInspector, ForceOfficer, MonitoringStage
from inspections.models.framework import Area, Framework, Grade, GradeScale
from inspections.models.inspection import Inspection, Judgment
from inspections.models.publication import Address, Publication

__all__ = [
    "Address",
    "Area",
    "Force",
    "ForceInspector",
    "ForceOfficer",
    "Framework",
    "Grade",
    "GradeScale",
    "Inspection",
    "Judgment",
    "MonitoringStage",
    "Publication",
]
