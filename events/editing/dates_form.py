"""What is typed on the screen of an event's dates: one small form a date."""

from datetime import date
from typing import Any

from django import forms

from events.editing.changing import Act, Change
from events.editing.exceptions import check_year, hours_refusal
from events.editing.publishing import Then


class DateInput(forms.DateInput):
    """The browser's own, which every telephone makes easy."""

    input_type = "date"

    def __init__(self) -> None:
        """Write the day as such inputs read it."""
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own."""

    input_type = "time"

    def __init__(self) -> None:
        """Write the hour as such inputs read it."""
        super().__init__(format="%H:%M")


class DateForm(forms.Form):
    """
    One date, and what to do with it: the button pressed says.

    `base` names what the page said when the screen was shown.
    """

    act = forms.ChoiceField(choices=Act.choices)
    base = forms.CharField(widget=forms.HiddenInput, required=False)
    day = forms.DateField(label="Le", widget=DateInput)
    new_day = forms.DateField(label="Nouveau jour", widget=DateInput, required=False)
    new_start_time = forms.TimeField(label="de", widget=TimeInput, required=False)
    new_end_time = forms.TimeField(label="à", widget=TimeInput, required=False)
    note = forms.CharField(
        label="Mot pour le public",
        max_length=200,
        required=False,
        help_text="« La salle est prise ce jour-là. » Ce mot se lit à côté de la date.",
    )
    then = forms.ChoiceField(label="Ensuite", choices=Then.choices)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer what the person may do next."""
        super().__init__(*args, **kwargs)
        then = self.fields["then"]
        assert isinstance(then, forms.ChoiceField)  # noqa: S101 (for the type checker: it is declared so above)
        then.choices = choices

    def clean_day(self) -> date | None:
        """:raises ValidationError: no event is in that year."""
        return check_year(self.cleaned_data["day"])

    def clean_new_day(self) -> date | None:
        """:raises ValidationError: no event is in that year."""
        return check_year(self.cleaned_data["new_day"])

    def clean(self) -> dict[str, Any]:
        """Refuse hours the wrong way round, and a move to nowhere."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        start, end, act = data.get("new_start_time"), data.get("new_end_time"), data.get("act")
        if act in (Act.MOVE, Act.ADD) and (wrong := hours_refusal(start, end)):
            self.add_error("new_end_time", wrong)
        if act == Act.MOVE and not (data.get("new_day") or start) and "new_day" not in self.errors:
            self.add_error("new_day", "Donnez la nouvelle date ou la nouvelle heure.")
        if act == Act.NOTE and not data.get("note"):
            self.add_error("note", "Écrivez le mot à montrer.")
        return data

    def change(self) -> Change:
        """Return what is asked for, once the form is valid."""
        data = self.cleaned_data
        return Change(
            act=Act(data["act"]),
            day=data["day"],
            new_day=data["new_day"],
            new_start=data["new_start_time"],
            new_end=data["new_end_time"],
            note=data["note"],
        )
