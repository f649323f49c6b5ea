"""The admin of concerns, of what is measured, and of what publishing starts."""

from concerns.admin import (
    comparison,
    concerns,
    figures,
    lineages,
    log,
    measures,
    publications,
    readings,
    recommendations,
    responses,
)

__all__ = [
    "comparison",
    "concerns",
    "figures",
    "lineages",
    "log",
    "measures",
    "publications",
    "readings",
    "recommendations",
    "responses",
]
