"""An account may have the name that single sign-on calls its person by."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0110_second_factor'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='sign_on_name',
            field=models.CharField(blank=True, help_text='What single sign-on calls the person, letter for letter, such as 00u1a2b3 or alex@police.example; empty = they sign in by password alone.', max_length=255, null=True, unique=True, verbose_name='single sign-on name'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('is_service', False), ('sign_on_name', None), _connector='OR'), name='user_service_has_no_sign_on_name', violation_error_message='sign_on_name: nobody signs in to a service account, so it has none.'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('sign_on_name', ''), _negated=True), name='user_sign_on_name_not_empty', violation_error_message='sign_on_name: a name, or none at all.'),
        ),
    ]
