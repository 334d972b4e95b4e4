"""Groups: which permissions people have in the back-office."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group

from backoffice.admin.screen import Screen

admin.site.unregister(Group)


@admin.register(Group)
class GroupScreen(GroupAdmin, Screen[Group]):
    section = "People & teams"
    rank = 30
    symbol = "admin_panel_settings"
    empty_text = "Superusers may do everything; a group gives others what you choose."
    list_filter = ["permissions__content_type"]
