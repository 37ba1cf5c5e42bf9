"""The action server: rasa-sdk's, behind a shared secret, with errors that repeat nothing.

Run as `python -m actions.server`. It listens on VOCERO_HOST:VOCERO_ACTIONS_PORT.
"""

import asyncio
import contextlib
import hmac
import logging
import sys
from functools import partial

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Request, Sanic
from sanic.handlers import ErrorHandler
from sanic.response import HTTPResponse, json
from sanic.worker.loader import AppLoader

from actions.office import warm_up
from vocero import telemetry
from vocero.errors import ConfigurationError, VoceroError
from vocero.settings import Settings, load

HEADER = "X-Vocero-Secret"
_log = telemetry.logger("actions")


class Quiet(ErrorHandler):
    """Answers failures with a reference; the SDK's own handler would repeat the whole request."""

    def response(self, request: Request, exception: Exception) -> HTTPResponse:
        """Log the failure under the reference that the caller gets."""
        code = telemetry.reference()
        _log.error("request failed", reference=code, path=request.path, exc_info=exception)
        status = getattr(exception, "status_code", 500)
        return json({"error": "failed", "reference": code}, status=status)


def make_app(package: str) -> Sanic:
    """Make the Sanic app that runs the actions of a package; used by every worker."""
    telemetry.configure()
    settings = load()
    executor = ActionExecutor()
    executor.register_package(package)
    # The bot and the SDK differ in version on purpose (ADR 0001); one warning a call says nothing.
    logging.getLogger("rasa_sdk.utils").setLevel(logging.ERROR)
    app = create_app(executor, cors_origins=[])
    _guard(app, settings)
    app.register_listener(_warm_up, "after_server_start")
    return app


def _guard(app: Sanic, settings: Settings) -> None:
    """Let only callers with the secret in, and answer failures without the request's content."""
    secret = settings.actions_secret.get_secret_value().encode() if settings.actions_secret else b""

    @app.middleware("request")
    async def check(request: Request) -> HTTPResponse | None:
        shown = request.headers.get(HEADER, "").encode()
        if request.path == "/health" or (secret and hmac.compare_digest(shown, secret)):
            return None
        return json({"error": "unauthorized"}, status=401)

    app.error_handler = Quiet()


async def _warm_up(_app: Sanic) -> None:
    """Open the pools and read the members before the first question, if the database is there."""
    with contextlib.suppress(VoceroError):
        await asyncio.to_thread(warm_up)


def main() -> None:
    """Serve until told to stop; a SIGTERM lets running actions finish."""
    try:
        settings = load()
    except ConfigurationError as fault:
        sys.exit(str(fault))
    loader = AppLoader(factory=partial(make_app, "actions"))
    app = loader.load()
    app.prepare(
        host=settings.host, port=settings.actions_port, workers=settings.actions_workers,
        motd=False, access_log=False, single_process=settings.actions_workers == 1,
    )  # fmt: skip
    if settings.actions_workers == 1:
        Sanic.serve_single(primary=app)
    else:
        Sanic.serve(primary=app, app_loader=loader)


if __name__ == "__main__":
    main()
