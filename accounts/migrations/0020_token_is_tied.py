"""A token says itself whether it is tied to forces, so that losing its last tie never widens it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_verbs_scope'),
    ]

    operations = [
        migrations.AddField(
            model_name='token',
            name='is_tied',
            field=models.BooleanField(default=False, editable=False, help_text='Whether it reaches only the forces that name it, of what its owner reaches.', verbose_name='tied to forces'),
        ),
    ]
