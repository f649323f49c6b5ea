"""Failed attempts to get in are counted where all processes see them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0021_token_life_is_bounded'),
    ]

    operations = [
        migrations.CreateModel(
            name='FailedAttempts',
            fields=[
                ('key', models.CharField(help_text='What was tried from where.', max_length=64, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(help_text='Attempts that failed.')),
                ('ends_at', models.DateTimeField(db_index=True, help_text='From when on they count no longer.')),
            ],
        ),
    ]
