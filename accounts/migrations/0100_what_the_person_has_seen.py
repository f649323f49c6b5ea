"""An account keeps up to when its person has seen what changed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0080_record_scope'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='seen_until',
            field=models.DateTimeField(editable=False, help_text='Up to when the person said they have seen what changed; empty = never said.', null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='seen_until_before',
            field=models.DateTimeField(editable=False, help_text='The same before that, for taking it back.', null=True),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('seen_until_before', None), ('seen_until__isnull', False), _connector='OR'), name='user_seen_before_and_after', violation_error_message='seen_until: said later than seen_until_before.'),
        ),
    ]
