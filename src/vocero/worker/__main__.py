"""`python -m vocero.worker work|beat|flower` runs one part of Celery in the foreground."""

import sys
from collections.abc import Sequence
from pathlib import Path

from vocero import telemetry
from vocero.errors import ConfigurationError
from vocero.settings import Settings, load
from vocero.worker.application import application

PARTS = ("work", "beat", "flower")


def arguments(part: str, settings: Settings) -> Sequence[str]:
    """Give Celery's arguments for a part. Raises ConfigurationError for one that there is not."""
    run = Path(settings.home) / "run"
    match part:
        case "work":
            return ("worker", "--loglevel=WARNING", "--without-gossip", "--without-mingle",
                    f"--concurrency={settings.workers}")  # fmt: skip
        case "beat":
            run.mkdir(parents=True, exist_ok=True)
            return ("beat", "--loglevel=WARNING", f"--schedule={run / 'beat'}", "--pidfile=")
        case "flower":
            return ("flower", f"--address={settings.host}", f"--port={settings.flower_port}")
        case _:
            raise ConfigurationError(f"there is no {part}; say one of {', '.join(PARTS)}")


def main() -> None:
    """Run the part that the command line names."""
    telemetry.configure()
    try:
        settings = load()
        app = application(settings)
        app.start(list(arguments(sys.argv[1] if len(sys.argv) > 1 else "work", settings)))
    except ConfigurationError as fault:
        sys.exit(str(fault))


if __name__ == "__main__":
    main()
