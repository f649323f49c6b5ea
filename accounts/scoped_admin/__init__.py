"""The admin pages every room builds on: within reach, refusing in the record's own words.

`ScopedAdmin` for rows that are edited, `RecordedAdmin` for rows that say who recorded them,
`SupersedingAdmin` for rows that are never edited: they are corrected by a new row, or withdrawn.
"""

from accounts.scoped_admin.people import instant_text, may_edit, person_shown, reader
from accounts.scoped_admin.reach import keep_within_reach
from accounts.scoped_admin.recorded import RecordedAdmin
from accounts.scoped_admin.scoped import ScopedAdmin
from accounts.scoped_admin.superseding import SupersededFilter, SupersedingAdmin, WithdrawalForm

__all__ = [
    "RecordedAdmin",
    "ScopedAdmin",
    "SupersededFilter",
    "SupersedingAdmin",
    "WithdrawalForm",
    "instant_text",
    "keep_within_reach",
    "may_edit",
    "person_shown",
    "reader",
]
