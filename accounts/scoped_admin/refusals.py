"""How a form of the admin shows what the record refuses."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError

from accounts.scoped_admin.labels import SaysLabels
from accounts.scoped_admin.versions import Meanwhile
from api.constraints import rehomed, validation_error_from


class ChecksRow(SaysLabels):
    """Form mixin: the row is checked whole, and what is refused is shown at its field.

    What no field of the form shows stands on top; the typed text is kept.
    """

    refusal: ClassVar[ValidationError | None] = None
    """What saving the form came to the last time it was tried in this request."""
    meanwhile: ClassVar[Meanwhile | None] = None
    """What others made of the row since the form was opened."""

    def refuse(self, error: ValidationError | IntegrityError) -> None:
        """Show what was refused."""
        form: Any = self
        form.add_error(None, self._placed(as_validation_error(error)))

    def _get_validation_exclusions(self) -> set[str]:
        """Check constraints over fields that the form leaves out too, where the row has a value.

        Django skips those, or fails where a constraint's condition names one.
        """
        form: Any = self
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        standing = {
            field.name
            for field in form._meta.model._meta.concrete_fields
            if field.name not in form.fields
            and (
                field.null
                or field.blank
                or getattr(form.instance, field.attname) not in field.empty_values
            )
        }
        return exclusions - standing

    def _post_clean(self) -> None:
        form: Any = super()
        form._post_clean()
        if self.meanwhile:
            told: Any = self
            told.add_error(None, list(self.meanwhile.sentences()))
        if self.refusal:
            self.refuse(self.refusal)

    def _update_errors(self, errors: ValidationError) -> None:
        form: Any = super()
        form._update_errors(self._placed(errors))

    def _placed(self, error: ValidationError) -> ValidationError:
        form: Any = self
        placed: dict[str, list[ValidationError]] = {}
        for field, faults in rehomed(error, form._meta.model).error_dict.items():
            shown = field if field in form.fields else NON_FIELD_ERRORS
            placed.setdefault(shown, []).extend(faults)
        return ValidationError(placed)


def as_validation_error(error: ValidationError | IntegrityError) -> ValidationError:
    """Return what was refused in the words of its rule."""
    return error if isinstance(error, ValidationError) else validation_error_from(error)
