"""A Jupyter server extension: Formgrader's Autograde button, without stopping the server for everybody.

nbgrader grades inside its request handler, so that nobody's page is served until a submission is done, and
one that loops can take minutes. Here the same work is done in a thread; requests for it wait in a queue.
"""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from jupyter_server.utils import url_path_join
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.server_extensions.formgrader.apihandlers import AutogradeHandler
from nbgrader.server_extensions.formgrader.base import check_notebook_dir, check_xsrf
from tornado import web

_one_at_a_time = ThreadPoolExecutor(1, thread_name_prefix="autograde")


class AutogradeInThread(AutogradeHandler):  # type: ignore[misc]
    """Takes the place of nbgrader's handler of the same address."""

    @web.authenticated
    @check_xsrf  # type: ignore[untyped-decorator]
    @check_notebook_dir  # type: ignore[untyped-decorator]
    async def post(self, assignment_id: str, student_id: str) -> None:
        """Autograde one student's submission, and answer as nbgrader does."""
        # nbgrader sets the assignment and the student on the course directory while it works: other requests
        # must not see that, so this one has a course directory of its own.
        directory = CourseDirectory(config=self.coursedir.config)
        directory.root, directory.db_url = self.coursedir.root, self.coursedir.db_url
        api = NbGraderAPI(directory, self.authenticator, parent=self.coursedir.parent)
        loop = asyncio.get_running_loop()
        self.write(
            json.dumps(await loop.run_in_executor(_one_at_a_time, api.autograde, assignment_id, student_id))
        )


def _load_jupyter_server_extension(server: Any) -> None:
    """Register before nbgrader does: extensions load in alphabetical order, and the first handler counts."""
    address = r"/formgrader/api/submission/([^/]+)/([^/]+)/autograde"
    pattern = url_path_join(server.web_app.settings["base_url"], address)
    server.web_app.add_handlers(".*$", [(pattern, AutogradeInThread)])


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "autograde.formgrader"}]
