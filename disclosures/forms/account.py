"""Accounts: inviting and changing them, and what a user enters to prove who they are."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.models import User

from disclosures.models import Role, Unit

if TYPE_CHECKING:
    Form = forms.ModelForm[User]
    RoleModelForm = forms.ModelForm[Role]
    RoleFormSet = forms.BaseInlineFormSet[Role, User, forms.ModelForm[Role]]
else:
    Form = RoleModelForm = forms.ModelForm
    RoleFormSet = forms.BaseInlineFormSet


class LoginForm(AdminAuthenticationForm):
    """User name and password; which of them was wrong is not said."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": "用户名或密码不对，或者账户不能登录。请核对大小写；"
        "连续不对会锁定一段时间。",
    }


class InvitationForm(Form):
    """A new user, who chooses the password: without it nobody can sign in under that name."""

    class Meta:
        model = User
        fields = ("username", "first_name", "email", "is_superuser")
        labels: ClassVar = {
            "first_name": "姓名",
            "email": "电子邮箱",
            "is_superuser": "管理员（财政部门）",
        }
        help_texts: ClassVar = {
            "username": "登录时用，可用字母、数字和 @ . + - _，如 lihui。",
            "email": "可不填。站点配置了发信时，邀请链接同时发到这里。",
            "is_superuser": "管理员可以邀请和停用用户，并有全部权限。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_name"].required = True

    def save(self, commit: bool = True) -> User:
        """Stores it; somebody new is let into the admin site and has no password yet."""
        if self.instance._state.adding:
            self.instance.is_staff = True
            self.instance.set_unusable_password()
        return super().save(commit)


class AccountForm(InvitationForm):
    """An existing user, changed by ``by``; an administrator cannot give up the own rights."""

    by: User

    def clean_is_superuser(self) -> bool:
        stays: bool = self.cleaned_data["is_superuser"]
        if self.instance.pk == self.by.pk and not stays:
            raise forms.ValidationError("不能取消自己的管理员身份，请由另一名管理员办理")
        return stays


class RoleForm(RoleModelForm):
    """A duty for a unit, or for all of them."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned and cleaned.get("below") and not cleaned.get("unit"):
            self.add_error("below", "没有选单位就是全部单位，不必再勾选“含下属单位”")
        return cleaned


class RoleLineForm(RoleForm):
    """The same as a line of the form of an account, whose heads stand above all lines."""

    unit = forms.ModelChoiceField(
        label="单位",
        queryset=Unit.objects.order_by("name"),
        required=False,
        empty_label="全部单位（财政部门）",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label


class RoleLines(RoleFormSet):
    """The roles of one account; none of them twice."""

    def add_fields(self, form: RoleModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = "取消这个岗位"

    def clean(self) -> None:
        super().clean()
        seen: set[tuple[str, int | None]] = set()
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            if not data.get("duty") or data.get("DELETE"):
                continue
            unit = data.get("unit")
            key = (data["duty"], unit.pk if unit else None)
            if key in seen:
                form.add_error("duty", "这一行与前面的重复，请删去")
            seen.add(key)


class CodeForm(forms.Form):
    """The code of an authenticator or, where that is lost, a recovery code."""

    code = forms.CharField(
        label="验证码",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}
        ),
        error_messages={"required": "请输入验证码"},
    )


class ProofForm(CodeForm):
    """The password and a code: what it takes to change one's own second factor."""

    password = forms.CharField(
        label="密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请输入密码"},
    )

    field_order = ("password", "code")
