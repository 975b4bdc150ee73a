"""账户: inviting people, and what an administrator does for those who cannot sign in."""

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from disclosures.admin.accounts.account import AccountAdmin

__all__ = ["AccountAdmin"]

# Those of Django take passwords from administrators, those of django-otp show secrets to them.
admin.site.unregister([User, Group, StaticDevice, TOTPDevice])
admin.site.register(User, AccountAdmin)
