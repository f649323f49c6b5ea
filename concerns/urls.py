"""The addresses of the concerns' resources."""

from rest_framework.routers import SimpleRouter

from concerns import views

router = SimpleRouter()
router.register("forces", views.SucceededForceViewSet)
router.register("publications", views.ReleasedPublicationViewSet)
router.register("concerns", views.ConcernViewSet)
router.register("lineages", views.LineageViewSet)
router.register("wordings", views.WordingViewSet)
router.register("recommendations", views.RecommendationViewSet)
router.register("actions", views.ActionViewSet)
router.register("events", views.EventViewSet)
router.register("responses", views.ResponseViewSet)
router.register("answers", views.AnswerViewSet)
router.register("indicators", views.IndicatorViewSet)
router.register("measures", views.MeasureViewSet)
router.register("targets", views.TargetViewSet)
router.register("baselines", views.BaselineViewSet)
router.register("readings", views.ReadingViewSet)
router.register("figures", views.FigureViewSet)
router.register("progress", views.ProgressViewSet)
router.register("comparisons/forces", views.ForceComparisonViewSet, "comparison-of-forces")
router.register("comparisons/grades", views.GradeComparisonViewSet, "comparison-of-grades")

documents = views.DocumentRouter()
documents.register("overview", views.OverviewViewSet, basename="overview")
