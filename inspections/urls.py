"""The addresses of the inspection record's resources."""

from rest_framework.routers import SimpleRouter

from inspections import views

router = SimpleRouter()
router.register("forces", views.ForceViewSet)
router.register("frameworks", views.FrameworkViewSet)
router.register("areas", views.AreaViewSet)
router.register("inspections", views.InspectionViewSet)
router.register("publications", views.PublicationViewSet)
router.register("judgments", views.JudgmentViewSet)
router.register("monitoring-stages", views.MonitoringStageViewSet)
