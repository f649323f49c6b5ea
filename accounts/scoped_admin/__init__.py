"""The admin pages every room builds on: within reach, refusing in the record's own words.

`ScopedAdmin` for rows that are edited, `RecordedAdmin` for rows that say who recorded them,
`SupersedingAdmin` for rows that are never edited: they are corrected by a new row, or withdrawn.
`PagedInline` for the lines of a form, which may be hundreds.
`ClockedList` and `ClockedPage` are mixed in where what is shown can be asked for as it stood.
"""

from accounts.scoped_admin.clocked import ClockedChangeList, ClockedList, ClockedPage
from accounts.scoped_admin.clocks import clocks_of, is_past, read_page_clocks
from accounts.scoped_admin.history import Entry, History
from accounts.scoped_admin.labels import SaysLabels, in_labels, labels_of
from accounts.scoped_admin.paged import PagedInline
from accounts.scoped_admin.people import instant_text, may_edit, person_shown, reader
from accounts.scoped_admin.reach import NamesNothing, keep_within_reach
from accounts.scoped_admin.recorded import RecordedAdmin
from accounts.scoped_admin.scoped import ScopedAdmin
from accounts.scoped_admin.superseding import SupersededFilter, SupersedingAdmin, WithdrawalForm

__all__ = [
    "ClockedChangeList",
    "ClockedList",
    "ClockedPage",
    "Entry",
    "History",
    "NamesNothing",
    "PagedInline",
    "RecordedAdmin",
    "SaysLabels",
    "ScopedAdmin",
    "SupersededFilter",
    "SupersedingAdmin",
    "WithdrawalForm",
    "clocks_of",
    "in_labels",
    "instant_text",
    "is_past",
    "keep_within_reach",
    "labels_of",
    "may_edit",
    "person_shown",
    "read_page_clocks",
    "reader",
]
