"""The notebook is an archive of nothing but zeros."""

import io
import zipfile

from autograde.attacks import Attack, Work
from autograde.submission import Notebook


def edit(notebook: Notebook) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("attacked.ipynb", bytes(2**26))
    return data.getvalue()


attack = Attack(Work(edit=edit), points=0.0, outcome="unanswered")
