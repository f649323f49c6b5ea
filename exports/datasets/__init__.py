"""The datasets: named, versioned tables of described columns over the querysets of the API.

A dataset's version goes up when a column is renamed, removed or comes to mean something else;
a new column at the end leaves it.
"""

from __future__ import annotations

from exports.datasets.concerns import CONCERNS, RECOMMENDATIONS
from exports.datasets.dataset import Dataset
from exports.datasets.figures import FIGURES
from exports.datasets.measures import PROGRESS, READINGS
from exports.datasets.overview import OVERVIEW
from exports.datasets.worklist import WORKLIST

DATASETS: dict[str, Dataset] = {
    dataset.name: dataset
    for dataset in (READINGS, CONCERNS, RECOMMENDATIONS, FIGURES, PROGRESS, OVERVIEW, WORKLIST)
}
"""Every dataset by its name."""

__all__ = [
    "CONCERNS",
    "DATASETS",
    "FIGURES",
    "OVERVIEW",
    "PROGRESS",
    "READINGS",
    "RECOMMENDATIONS",
    "WORKLIST",
    "Dataset",
]
