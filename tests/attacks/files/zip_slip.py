"""The notebook is an archive whose files want to go to other folders."""

import io
import json
import zipfile

from autograde.attacks import Attack, Work
from autograde.submission import Notebook


def edit(notebook: Notebook) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in ("../../classmate/attacked/attacked.ipynb", "/tmp/slipped", "a/../../../slipped"):
            archive.writestr(name, json.dumps(notebook))
    return data.getvalue()


attack = Attack(Work(edit=edit), points=0.0, outcome="unanswered")
