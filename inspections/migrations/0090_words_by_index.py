"""Rows are found by the words of their texts with an index."""

import api.search
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('api', '0090_search_words'),
        ('inspections', '0080_count_what_a_row_names'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='inspection',
            index=django.contrib.postgres.indexes.GinIndex(api.search.SearchedWords(models.F('reference'), models.F('title'), models.F('missing')), name='inspection_words'),
        ),
        migrations.AddIndex(
            model_name='publication',
            index=django.contrib.postgres.indexes.GinIndex(api.search.SearchedWords(models.F('reference'), models.F('title'), models.F('note')), name='publication_words'),
        ),
    ]
