"""What the parameters of an address say, however anybody wrote them."""

from django.http import QueryDict

MOST_VALUES = 20
"""Of one parameter: more is no question a person asks."""

LONGEST = 255


def read_values(query: QueryDict, name: str) -> tuple[str, ...]:
    """Return the values of a parameter, sorted and each once, so that two ways to ask the same are one."""
    values = {value.strip()[:LONGEST].replace("\x00", "") for value in query.getlist(name)}
    return tuple(sorted(value for value in values if value)[:MOST_VALUES])
