"""`/donnees-personnelles/registre.csv`: the register of processing, for a spreadsheet."""

import csv
from io import StringIO

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core.register import register
from core.spreadsheets import inert

HEADINGS = (
    "Traitement", "Pourquoi", "Ce qui l'autorise", "Sur qui", "Quelles données", "D'où elles viennent", "Qui les voit",
    "Combien de temps",
)  # fmt: skip


@require_safe
def registre(request: HttpRequest) -> HttpResponse:
    """Give the register with a byte order mark and semicolons, as French spreadsheets open it."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for one in register():
        row = (one.name, one.purpose, one.basis, one.people, one.data_words, one.source, one.recipients, one.kept_words)
        writer.writerow([inert(cell) for cell in row])
    return HttpResponse(
        text.getvalue().encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="registre-des-traitements.csv"'},
    )
