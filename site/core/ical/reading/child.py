"""
`python -m core.ical.reading.child '{…}' < file.ics`: read one file, write what was read as JSON, and end.

Started by `apart.read_apart` only. It limits itself before it looks at the file, in a way that it cannot undo.
"""

import json
import math
import os
import resource
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from core.ical.reading.apart import OUT_OF_MEMORY
from core.ical.reading.crossing import to_json
from core.ical.reading.read import read
from core.ical.reading.values import NotACalendar


def main(asked: dict[str, Any]) -> None:
    """Answer on the standard output. It ends with `OUT_OF_MEMORY` where there is no more to have."""
    _limit(resource.RLIMIT_AS, int(asked["megabytes"]) * 2**20)
    _limit(resource.RLIMIT_CPU, math.ceil(asked["seconds"]))
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    try:
        reading = read(
            sys.stdin.buffer.read(),
            default_zone=asked["default_zone"],
            first=datetime.fromisoformat(asked["first"]),
            last=datetime.fromisoformat(asked["last"]),
            limit=asked["limit"],
        )
        answer = to_json(reading, peak=_peak()).encode()
    except NotACalendar as error:
        answer = json.dumps({"refused": str(error)}).encode()
    except MemoryError:
        # At once: there is nothing left to tidy up with.
        os._exit(OUT_OF_MEMORY)
    sys.stdout.buffer.write(answer)


def _peak() -> int:
    """The most memory that this process had, in megabytes; what `resource` tells is also its parent's."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def _limit(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
