"""A letter closes, a concern is raised again, and a proposal says as what it would close."""

import api.fields
from django.db import migrations, models

# Django takes choices to be no matter of the database; here they are a check of the column.
KINDS = """
ALTER TABLE concerns_event DROP CONSTRAINT concerns_event_kind_check;
ALTER TABLE concerns_event ADD CONSTRAINT concerns_event_kind_check CHECK ("kind" IN ({kinds}));
"""
OLD = """
    'opened', 'commented', 'claimed_progress', 'claimed_complete',
    'promised', 'closure_proposed', 'closure_approved', 'closure_refused',
    'closure_recorded', 'reopened', 'superseded', 'withdrawn',
    'deadline_changed', 'revisited', 'state_changed', 'struck_out'
"""
NEW = OLD + ", 'closed_by_letter', 're_raised'"


class Migration(migrations.Migration):

    dependencies = [
        ('concerns', '0003_complete_cause_has_recommendation'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='outcome',
            field=api.fields.ChoiceField(blank=True, choices=[('closed_complete', 'Closed as complete'), ('closed_no_further_action', 'Closed with no further action')], default='', help_text='As what closure is proposed or approved; empty on other events.', max_length=25),
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=api.fields.ChoiceField(choices=[('opened', 'Opened'), ('commented', 'Comment'), ('claimed_progress', 'Force claims progress'), ('claimed_complete', 'Force claims it complete'), ('promised', 'Force promises a date'), ('closure_proposed', 'Closure proposed'), ('closure_approved', 'Closure approved'), ('closure_refused', 'Closure refused'), ('closed_by_letter', 'Closed by its letter'), ('closure_recorded', 'Closure before our time recorded'), ('reopened', 'Reopened'), ('superseded', 'Superseded by a newer concern'), ('re_raised', 'Raised again as a newer concern'), ('withdrawn', 'Withdrawn'), ('deadline_changed', 'Deadline changed'), ('revisited', 'Revisit finding'), ('state_changed', 'Action moved on'), ('struck_out', 'An earlier event struck out')], help_text='What happened.', max_length=20),
        ),
        migrations.RunSQL(KINDS.format(kinds=NEW), KINDS.format(kinds=OLD)),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('outcome', ''), _negated=True), ('kind__in', ['closure_proposed', 'closure_approved'])), models.Q(('outcome', ''), models.Q(('kind__in', ['closure_proposed', 'closure_approved']), _negated=True)), _connector='OR'), name='event_outcome_of_closure', violation_error_message='outcome: say as what it is closed, at a proposal or an approval only.'),
        ),
    ]
