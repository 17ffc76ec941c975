"""Nothing in the notebook is of the type that it should be."""

from autograde.attacks import Attack, Work
from autograde.submission import Notebook


def edit(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["metadata"]["nbgrader"] |= {"points": [[]], "grade_id": {}, "solution": "yes"}
        cell["metadata"]["tags"] = {"a": 1}
        cell["source"] = {"text": ["x"]}
        cell["id"] = 5
    notebook["cells"] += [None, 5, [], "cell", {"cell_type": ["code"], "source": [None, 5]}]
    notebook["metadata"] = []


attack = Attack(Work(edit=edit), outcome="error", points=0.0)
