"""The datasets: named, versioned tables of described columns over the querysets of the API.

A dataset's version goes up when a column is renamed, moved, removed or comes to mean something
else; a new column at the end leaves it.
"""

from __future__ import annotations

from exports.datasets.concerns import ACTIONS, CONCERNS, EVENTS, RECOMMENDATIONS
from exports.datasets.dataset import Dataset, DescribedDataset
from exports.datasets.inspections import JUDGMENTS, MONITORING_STAGES, RESPONSES
from exports.datasets.listed import ListedDataset
from exports.datasets.measures import (
    FIGURES,
    INDICATORS,
    MEASURES,
    PROGRESS,
    READINGS,
    TARGETS,
)
from exports.datasets.overview import OVERVIEW
from exports.datasets.worklist import WORKLIST

DATASETS: dict[str, Dataset] = {
    dataset.name: dataset
    for dataset in (
        CONCERNS,
        RECOMMENDATIONS,
        ACTIONS,
        EVENTS,
        JUDGMENTS,
        MONITORING_STAGES,
        RESPONSES,
        INDICATORS,
        MEASURES,
        TARGETS,
        READINGS,
        FIGURES,
        PROGRESS,
        OVERVIEW,
        WORKLIST,
    )
}
"""Every dataset by its name."""

__all__ = [
    "ACTIONS",
    "CONCERNS",
    "DATASETS",
    "EVENTS",
    "FIGURES",
    "INDICATORS",
    "JUDGMENTS",
    "MEASURES",
    "MONITORING_STAGES",
    "OVERVIEW",
    "PROGRESS",
    "READINGS",
    "RECOMMENDATIONS",
    "RESPONSES",
    "TARGETS",
    "WORKLIST",
    "Dataset",
    "DescribedDataset",
    "ListedDataset",
]
