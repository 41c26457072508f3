"""`/donnees/lieux.csv`, `.json` and `.geojson`: the open data, written once for each change and streamed."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from core.feeds import accepts_gzip, fingerprint
from core.kept import compressed, keeping, open_kept, pieces_of, plain
from locations.open_data.files import FORMATS, Format, Part, file_name, read_part
from locations.selectors.open_data import Freshness, freshness, rows
from locations.selectors.territories import UnknownValue
from locations.standard.writer import VERSION

MAX_AGE = 300  # seconds; afterwards a client asks whether anything changed


@csrf_exempt
def places_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """
    Answer GET and HEAD with the places in one format; 304 before anything is built, 422 for an unknown territory.

    :raises Http404: there is no such format.
    """
    kind = FORMATS.get(ending)
    if kind is None:
        raise Http404
    if request.method not in {"GET", "HEAD"}:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD, OPTIONS"})
    try:
        part = read_part(request.GET)
    except UnknownValue as refusal:
        return _refusal(kind, refusal)
    fresh = freshness()
    etag = fingerprint(VERSION, kind.ending, part, fresh)
    moment = int(fresh.changed_at.timestamp()) if fresh.changed_at else None
    response: HttpResponseBase = get_conditional_response(request, etag=etag, last_modified=moment) or _whole(
        request, kind, part, fresh, etag
    )
    response.headers["ETag"] = etag
    if moment is not None:
        response.headers["Last-Modified"] = http_date(moment)
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _whole(request: HttpRequest, kind: Format, part: Part, fresh: Freshness, etag: str) -> HttpResponseBase:
    zipped = accepts_gzip(request)
    pieces: Iterator[bytes] = iter(())
    if request.method == "GET":
        pieces = _zipped(kind, part, etag)
        if not zipped:
            pieces = plain(pieces)
    name = file_name(kind, part, fresh.changed_at)
    headers = {"Content-Type": kind.content_type, "Content-Disposition": f'attachment; filename="{name}"'}
    if zipped:
        headers["Content-Encoding"] = "gzip"
    return StreamingHttpResponse(pieces, headers=headers)


def _zipped(kind: Format, part: Part, etag: str) -> Iterator[bytes]:
    """The file's pieces, compressed. That of the whole country is kept; a part is quickly written."""
    if part:
        return compressed(kind.write(rows(part.condition())))
    copy = open_kept(kind.name, etag)
    return pieces_of(copy) if copy else keeping(kind.name, etag, kind.write(rows()))


def _refusal(kind: Format, refusal: UnknownValue) -> HttpResponse:
    if kind.ending == "csv":
        return HttpResponse(f"{refusal}\n", status=422, content_type="text/plain; charset=utf-8")
    return JsonResponse({"erreur": str(refusal), "champ": refusal.parameter}, status=422)
