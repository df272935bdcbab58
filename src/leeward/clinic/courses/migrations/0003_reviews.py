"""Reviews of what followed an infusion: a prescriber wrote why infusions may go on."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0002_sessions_made_up_for"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CourseReview",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("says", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="course_reviews", to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-pk"),
                "get_latest_by": ("at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("says", ""), _negated=True), name="courses_a_review_says_why"
                    )
                ],
            },
        ),
    ]
