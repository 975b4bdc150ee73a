import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0003_jobs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="action",
            field=models.CharField(
                choices=[
                    ("create", "建立"),
                    ("submit", "报审"),
                    ("send_back", "退回"),
                    ("reopen", "重新编制"),
                    ("approve", "审核通过"),
                    ("publish", "公开"),
                    ("correct", "开始更正"),
                    ("withdraw", "撤回"),
                    ("figures", "改动数据"),
                    ("upload", "导入文件"),
                    ("text", "改动文字"),
                    ("performance", "改动绩效"),
                    ("answer", "说明检查结果"),
                    ("waive", "豁免检查结果"),
                    ("remark", "提出退回意见"),
                    ("drop", "撤去退回意见"),
                    ("resolve", "处理退回意见"),
                    ("secret", "标记涉密"),
                    ("sign", "保密审查"),
                    ("approval", "登记批复"),
                    ("properties", "改动材料信息"),
                    ("unit", "改动单位"),
                    ("role", "改动权限"),
                    ("account", "改动账户"),
                ],
                max_length=20,
                verbose_name="事项",
            ),
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(verbose_name="版次")),
                ("place", models.CharField(max_length=500, verbose_name="位置")),
                ("label", models.CharField(max_length=500, verbose_name="位置名称")),
                ("text", models.TextField(max_length=1000, verbose_name="意见")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="提出时间")),
                ("resolved_at", models.DateTimeField(null=True, verbose_name="处理时间")),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="处理情况")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remarks",
                        to="disclosures.disclosure",
                        verbose_name="公开材料",
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="处理人",
                    ),
                ),
                (
                    "sent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="disclosures.event",
                        verbose_name="随哪次退回",
                    ),
                ),
            ],
            options={
                "verbose_name": "退回意见",
                "verbose_name_plural": "退回意见",
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="remark_says_something",
                        violation_error_message="请写明意见",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("note", ""), ("resolved_at", None), ("resolved_by", None)),
                            models.Q(
                                ("resolved_at__isnull", False),
                                ("resolved_by__isnull", False),
                                ("sent__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="remark_resolved_by_somebody",
                        violation_error_message="意见退回以后才能处理，须有处理人和时间",
                    ),
                ],
            },
        ),
    ]
