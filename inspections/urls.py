"""The addresses of the inspection record's resources.

Forces and publications stand with the concerns, into which their verbs reach.
"""

from rest_framework.routers import SimpleRouter

from inspections import views

router = SimpleRouter()
router.register("frameworks", views.FrameworkViewSet)
router.register("areas", views.AreaViewSet)
router.register("inspections", views.InspectionViewSet)
router.register("judgments", views.JudgmentViewSet)
router.register("monitoring-stages", views.MonitoringStageViewSet)
