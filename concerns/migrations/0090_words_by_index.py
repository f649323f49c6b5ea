"""Rows are found by the words of their texts with an index."""

import api.search
import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('api', '0090_search_words'),
        ('concerns', '0086_progress_from_versions_by_row'),
        ('inspections', '0090_words_by_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='action',
            index=django.contrib.postgres.indexes.GinIndex(api.search.SearchedWords(models.F('title'), models.F('owner'), models.F('external_reference'), models.F('evidence')), name='action_words'),
        ),
        migrations.AddIndex(
            model_name='concern',
            index=django.contrib.postgres.indexes.GinIndex(api.search.SearchedWords(models.F('reference'), api.search.SearchedList('external_references'), models.F('title'), models.F('detail'), models.F('missing')), name='concern_words'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=django.contrib.postgres.indexes.GinIndex(api.search.SearchedWords(models.F('note')), name='event_words'),
        ),
        migrations.AddIndex(
            model_name='figure',
            index=django.contrib.postgres.indexes.GinIndex(api.search.SearchedWords(models.F('code'), models.F('words'), models.F('said_in'), models.F('period_words'), models.F('base_label'), models.F('comparator_label'), models.F('comparator_coverage'), models.F('comparator_period'), models.F('note')), name='figure_words'),
        ),
        migrations.AddIndex(
            model_name='recommendation',
            index=django.contrib.postgres.indexes.GinIndex(api.search.SearchedWords(models.F('reference')), name='recommendation_words'),
        ),
        migrations.AddIndex(
            model_name='wording',
            index=django.contrib.postgres.indexes.GinIndex(api.search.SearchedWords(models.F('text'), models.F('deadline_words')), name='wording_words'),
        ),
    ]
