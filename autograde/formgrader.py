"""A Jupyter server extension for Formgrader: long work does not stop the server, and pages are safe to read.

nbgrader grades, generates and copies inside its request handlers, so that nobody's page is served until that
is done: minutes for a submission that loops, or for the feedback of a class. Here the same work is done in a
thread; requests for it wait in a queue, and all others are answered at once.
"""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from jupyter_server.utils import url_path_join
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.server_extensions.formgrader.base import (
    BaseApiHandler,
    BaseHandler,
    check_notebook_dir,
    check_xsrf,
)
from nbgrader.server_extensions.formgrader.handlers import SubmissionFilesHandler, SubmissionHandler
from tornado import web

if TYPE_CHECKING:
    from autograde.pages import FormgraderExporter

LONG_WORK = {
    r"/formgrader/api/submission/([^/]+)/([^/]+)/autograde": "autograde",
    r"/formgrader/api/assignment/([^/]+)/assign": "generate_assignment",
    r"/formgrader/api/assignment/([^/]+)/release": "release_assignment",
    r"/formgrader/api/assignment/([^/]+)/collect": "collect",
    r"/formgrader/api/assignment/([^/]+)/(?:([^/]+)/)?generate_feedback": "generate_feedback",
    r"/formgrader/api/assignment/([^/]+)/(?:([^/]+)/)?release_feedback": "release_feedback",
}
"""By address, what nbgrader's API does there for an assignment, or for one student's submission to it."""

_one_at_a_time = ThreadPoolExecutor(1, thread_name_prefix="autograde")


class InThread(BaseApiHandler):  # type: ignore[misc]
    """Takes the place of nbgrader's handlers of the same addresses."""

    def initialize(self, doing: str) -> None:
        self._doing = doing

    @web.authenticated
    @check_xsrf  # type: ignore[untyped-decorator]
    @check_notebook_dir  # type: ignore[untyped-decorator]
    async def post(self, assignment_id: str, student_id: str | None = None) -> None:
        """Do the work, and answer as nbgrader does."""
        # nbgrader sets the assignment and the student on the course directory while it works: other requests
        # must not see that, so this one has a course directory of its own.
        directory = CourseDirectory(config=self.coursedir.config)
        directory.root, directory.db_url = self.coursedir.root, self.coursedir.db_url
        api = NbGraderAPI(directory, self.authenticator, parent=self.coursedir.parent)
        names = [assignment_id] if student_id is None else [assignment_id, student_id]
        loop = asyncio.get_running_loop()
        done = await loop.run_in_executor(_one_at_a_time, getattr(api, self._doing), *names)
        self.write(json.dumps(done))


class InertSubmission(SubmissionHandler):  # type: ignore[misc]
    """One autograded notebook, as `FormgraderExporter` shows it."""

    @property
    def exporter(self) -> "FormgraderExporter":
        if "autograde_exporter" not in self.settings:
            from autograde.pages import FormgraderExporter

            config = self.settings["nbgrader_exporter"].config
            self.settings["autograde_exporter"] = FormgraderExporter(config=config)  # type: ignore[no-untyped-call]
        exporter: FormgraderExporter = self.settings["autograde_exporter"]
        return exporter


class InertFiles(SubmissionFilesHandler):  # type: ignore[misc]
    """Other files in an autograded folder: shown, but not run with the rights of the server's pages."""

    @property
    def content_security_policy(self) -> str:
        return f"{super().content_security_policy}; sandbox; default-src 'none'; img-src 'self'"


class NoSuchName(BaseHandler):  # type: ignore[misc]
    """What answers to a name with quotes, angle brackets or line breaks in the address of a page.

    nbgrader writes such names into its pages' scripts as they are, whoever made the link.
    """

    def get(self) -> None:
        raise web.HTTPError(404)


def _load_jupyter_server_extension(server: Any) -> None:
    """Register before nbgrader does: extensions load in alphabetical order, and the first handler counts."""
    handlers: list[tuple[Any, ...]] = [
        (r"/formgrader/.*(?:[\"<>\\]|%(?:22|3[CcEe]|5[Cc]|0[AaDd])).*", NoSuchName),
        *((address, InThread, {"doing": doing}) for address, doing in LONG_WORK.items()),
        (r"/formgrader/submissions/([^/]+)/?", InertSubmission),
        (r"/formgrader/submissions/((?!components/)[^/]+/(?!(?:next|prev)(?:_incorrect)?/?$).+)", InertFiles),
    ]
    base = server.web_app.settings["base_url"]
    server.web_app.add_handlers(
        ".*$", [(url_path_join(base, address), *handler) for address, *handler in handlers]
    )


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "autograde.formgrader"}]
