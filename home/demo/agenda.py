"""The four dates of 2014, what comes round the day of loading, and a partner's calendar."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.dates import local_day
from events.choices import EventKind
from events.models import AgendaPage, EventPage
from home.demo import living, partners_calendar
from home.demo.living.event import commune
from home.demo.pictures import picture
from home.demo.tree import hard_spaces, put
from locations.models import Organisation

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Past:
    """A whole day of 2014."""

    slug: str
    title: str
    day: date
    kind: EventKind
    address: str
    introduction: str
    body: str
    commune: str
    picture: str
    organisers: tuple[str, ...] = field(default=("emmaus-connect",))


PAST = [
    Past(
        "ouverture-du-point-d-accueil-de-lille",
        "Ouverture du point d'accueil de Lille",
        date(2014, 5, 22),
        EventKind.OPENING,
        "Lille",
        "Le point d'accueil de Lille ouvre ses portes.",
        "<p>Téléphone et internet à prix solidaire, matériel remis en état, et des séances pour apprendre : "
        "Lille rejoint Marseille, Grenoble, Lyon et Saint-Denis.</p>",
        "59350",
        "lille",
        ("emmaus-connect", "ville-de-lille"),
    ),
    Past(
        "ouverture-du-point-d-accueil-de-reuilly",
        "Un troisième point d'accueil à Paris : Reuilly",
        date(2014, 6, 11),
        EventKind.OPENING,
        "Quartier de Reuilly, Paris",
        "Paris a maintenant trois points d'accueil.",
        "<p>Le point de Reuilly ouvre le 11 juin 2014. On y vient orienté par un service social, une association ou "
        "un organisme public.</p>",
        "75112",
        "reuilly",
        ("emmaus-connect", "ville-de-paris"),
    ),
    Past(
        "forum-du-numerique-de-grenoble",
        "Forum du numérique de Grenoble",
        date(2014, 6, 18),
        EventKind.FORUM,
        "Grenoble",
        "Une journée du CCAS de Grenoble, tenue avec le réseau.",
        "<p>Le CCAS de Grenoble réunit celles et ceux qui aident les habitants à se servir d'internet.</p>",
        "38185",
        "grenoble",
        ("ccas-de-grenoble", "emmaus-connect"),
    ),
    Past(
        "inauguration-du-point-d-accueil-de-lyon",
        "Inauguration du point d'accueil de Lyon",
        date(2014, 6, 30),
        EventKind.INAUGURATION,
        "Lyon",
        "Le point de Lyon est inauguré officiellement.",
        "<p>Le point d'accueil recevait déjà du public. L'inauguration réunit le réseau et ses partenaires.</p>",
        "69123",
        "lyon",
    ),
]


def load(agenda: AgendaPage, *, now: datetime) -> int:
    """Put the events that are not there yet, and return how many that was."""
    today = local_day(now, PARIS)
    organisations = {organisation.slug: organisation for organisation in Organisation.objects.all()}
    past = sum(load_past(agenda, one, organisations, now=now) for one in PAST)
    return past + living.load(agenda, today, now=now) + partners_calendar.load(now=now)


def load_past(agenda: AgendaPage, one: Past, organisations: dict[str, Organisation], *, now: datetime) -> bool:
    """Put one of the days of 2014."""
    if agenda.get_children().filter(slug=one.slug).exists():
        return False
    page = EventPage(
        slug=one.slug,
        title=one.title,
        introduction=one.introduction,
        kind=one.kind,
        first_day=one.day,
        all_day=True,
        address=one.address,
        commune=commune(one.commune),
        share_image=picture(one.picture),
        body=[("prose", hard_spaces(one.body))],
    )
    page.organisers = [organisations[slug] for slug in one.organisers]
    return put(agenda, page, now=now) is not None
