"""Nobody signs in to a service account."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_describe_fields'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('is_service', False), ('password__startswith', '!'), _connector='OR'), name='user_service_has_no_password', violation_error_message='is_service: nobody signs in to a service account, so it has no password.'),
        ),
    ]
