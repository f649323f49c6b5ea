"""Views that write: recording a row, editing one in place, correcting and withdrawing."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.urls import reverse
from rest_framework import exceptions, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.conditional import required_version, stale
from api.constraints import rehomed, settle_constraints
from api.entries import Entry, RecordEntry
from api.versions import Stale


def read_entry(
    view: Any, entry_class: type[Entry], row: Any = None, *, partial: bool = False
) -> dict[str, Any]:
    """Return what the body says, of a row or of a new one.

    Raises: ValidationError for each fault of what is unknown or malformed in it.
    """
    context = view.get_serializer_context()
    entry = entry_class(row, data=view.request.data, context=context, partial=partial)
    entry.is_valid(raise_exception=True)
    values: dict[str, Any] = entry.validated_data
    return values


def answer(view: Any, row: Any, code: int = status.HTTP_200_OK) -> Response:
    """Answer the record as it is read from now on.

    Raises: PermissionDenied if it would be out of the person's own reach; nothing is stored.
    """
    settle_constraints()
    stored = view.get_queryset().filter(pk=row.pk).first()
    if stored is None:
        raise exceptions.PermissionDenied("The row would be out of your own reach.")
    return Response(view.get_serializer(stored).data, status=code)


def created(view: Any, row: Any) -> Response:
    """Answer a new record, and its address."""
    told = answer(view, row, status.HTTP_201_CREATED)
    key = view.lookup_field
    address = reverse(f"{view.basename}-detail", kwargs={key: getattr(row, key)})
    told["Location"] = view.request.build_absolute_uri(address)
    return told


class RecordsRows:
    """View mixin: a row is recorded by what `entry_class` reads; 201, its address and its ETag."""

    entry_class: ClassVar[type[RecordEntry]]

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Record one, under the names that it is read under; others are named by their keys."""
        return created(self, self.record(**read_entry(self, self.entry_class)))

    def record(self, **values: Any) -> Any:
        """Save the row."""
        view: Any = self
        return model_of(view).record(**values)


class EditsRows:
    """View mixin: what is edited in place, and only the version that If-Match names."""

    entry_class: ClassVar[type[RecordEntry]]

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change fields in place, if the record is still at the version that If-Match names.

        Without If-Match it is 428, at another version 412 with the one there is now. A name that
        is not edited in place is refused with how it changes instead.
        """
        view: Any = self
        row = view.get_object()
        if not _may_edit(row, request.user):
            raise exceptions.PermissionDenied("You may not edit this one.")
        version = required_version(view, row)
        values = read_entry(view, self.entry_class, row, partial=True)
        try:
            row.edit(version=version, **values)
        except Stale as error:
            raise stale(view, row, error.messages[0]) from error
        return answer(view, row)


class CorrectsRows:
    """View mixin: rows that are never edited are recorded, corrected and withdrawn."""

    entry_class: ClassVar[type[Entry]]
    withdrawal_class: ClassVar[type[Entry]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Give the view what reads why one of its rows is withdrawn."""
        super().__init_subclass__(**kwargs)
        cls.withdrawal_class = withdrawal_of(model_of(cls))

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Record one, or with `supersedes` the correction of one, saying `because` of what.

        What a correction leaves out stays as it was.
        """
        view: Any = self
        sent = request.data
        corrects = isinstance(sent, dict) and "supersedes" in sent
        values = read_entry(view, self.entry_class, partial=corrects)
        try:
            corrected = "supersedes" in values
            row, is_new = (self.correct(**values), True) if corrected else self.record(**values)
        except ValidationError as error:
            raise rehomed(error, model_of(view)) from error
        return created(self, row) if is_new else answer(self, row)

    def record(self, **values: Any) -> tuple[Any, bool]:
        """Save the row; return it, and whether it is new."""
        view: Any = self
        row, is_new = model_of(view).record(by=view.request.user, **values)
        return row, is_new

    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """Withdraw it without a successor, saying why in `note`."""
        view: Any = self
        row = view.get_object()
        self.refuse_unless_editable(row)
        row.withdraw(by=request.user, **read_entry(view, view.withdrawal_class))
        return answer(view, row)

    def correct(self, *, supersedes: Any, because: str = "", **values: Any) -> Any:
        """Record the correction of a row.

        Raises: PermissionDenied; ValidationError from any rule it breaks.
        """
        view: Any = self
        self.refuse_unless_editable(supersedes)
        own_note = "note" in {field.name for field in supersedes._meta.concrete_fields}
        note = values.pop("superseded_note" if own_note else "note", "")
        return supersedes.supersede(
            by=view.request.user, because=because, note=note, changed=values
        )

    def refuse_unless_editable(self, row: Any) -> None:
        """Refuse who may not correct this row.

        Raises: PermissionDenied.
        """
        view: Any = self
        if not _may_edit(row, view.request.user):
            raise exceptions.PermissionDenied("You may not correct or withdraw this one.")


def model_of(view: Any) -> Any:
    """Return the model whose rows the view answers."""
    return view.queryset.model


def withdrawal_of(model: Any) -> type[Entry]:
    """Return the serializer of why a row of that model is withdrawn without a successor."""
    note = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="Why, in a sentence."
    )
    meta = type("Meta", (), {"model": model, "fields": ("note",)})
    said = "Why it is withdrawn without a successor."
    return type(
        f"{model.__name__}Withdrawal", (Entry,), {"note": note, "Meta": meta, "__doc__": said}
    )


def _may_edit(row: Any, user: Any) -> bool:
    rows: Any = type(row)._default_manager
    return bool(rows.editable_by(user).filter(pk=row.pk).exists())
