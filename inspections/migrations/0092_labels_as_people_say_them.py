"""Call a judgment's day and where a framework was published as people do; nothing stored changes."""

import api.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inspections', '0091_links_are_kept'),
    ]

    operations = [
        migrations.AlterField(
            model_name='framework',
            name='source_url',
            field=api.fields.WebAddressField(blank=True, help_text='Where the framework was published.', verbose_name='source address'),
        ),
        migrations.AlterField(
            model_name='frameworkhistory',
            name='source_url',
            field=api.fields.WebAddressField(blank=True, help_text='Where the framework was published.', verbose_name='source address'),
        ),
        migrations.AlterField(
            model_name='gradescale',
            name='source_url',
            field=api.fields.WebAddressField(blank=True, help_text='Where the scale was published.', verbose_name='source address'),
        ),
        migrations.AlterField(
            model_name='gradescalehistory',
            name='source_url',
            field=api.fields.WebAddressField(blank=True, help_text='Where the scale was published.', verbose_name='source address'),
        ),
        migrations.AlterField(
            model_name='judgment',
            name='as_of_on',
            field=models.DateField(help_text='From which day the judgment stood.', verbose_name='as of'),
        ),
    ]
