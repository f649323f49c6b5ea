"""The addresses of schedules and runs."""

from rest_framework.routers import SimpleRouter

from exports import views

router = SimpleRouter()
router.register("schedules", views.ScheduleViewSet)
router.register("runs", views.RunViewSet)
