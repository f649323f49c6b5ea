"""A small admin site over forces and monitoring stages, to try the bases of admin pages on."""

from django.contrib.admin import AdminSite
from django.urls import path

from accounts.roles import Permission
from accounts.scoped_admin import RecordedAdmin, ScopedAdmin, SupersedingAdmin
from inspections.models import Force, MonitoringStage


class ForceAdmin(ScopedAdmin):
    may_add = Permission.MAINTAIN_REFERENCE_DATA
    may_change = Permission.MAINTAIN_REFERENCE_DATA
    list_display = ("name", "kind")
    list_filter = ("slug",)
    ordering = ("name",)


class LoneForceAdmin(ForceAdmin):
    """Saves a force with a successor that does not exist."""

    def save_related(self, request, form, formsets, change):
        Force.objects.filter(pk=form.instance.pk).update(succeeded_by=0, existed_until="2001-01-01")
        super().save_related(request, form, formsets, change)


class StageAdmin(SupersedingAdmin):
    may_add = Permission.SET_MONITORING_STAGE
    may_change = Permission.SET_MONITORING_STAGE
    fields = ("force", "stage", "started_on", "started_on_precision", "ended_on", "note")
    list_display = ("force", "stage", "started_on")
    actions = ("withdraw_all",)

    def withdraw_all(self, request, queryset):
        count = self.apply_verb(request, queryset, "withdraw", note="All of it.")
        self.message_user(request, f"Withdrawn: {count}.")


class NobodysAdmin(RecordedAdmin):
    """Nobody adds and nobody changes."""


site = AdminSite(name="admin")
site.register(Force, ForceAdmin)
site.register(MonitoringStage, StageAdmin)
lone_site = AdminSite(name="lone")
lone_site.register(Force, LoneForceAdmin)
lone_site.register(MonitoringStage, NobodysAdmin)
urlpatterns = [path("admin/", site.urls), path("lone/", lone_site.urls)]
