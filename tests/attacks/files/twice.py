"""The notebook has its cells twice, and the ones that are read last are none."""

import json

from autograde.attacks import Attack, Work
from autograde.submission import Notebook


def edit(notebook: Notebook) -> bytes:
    once = json.dumps(notebook)
    return ('{"cells": [], ' + once[1:-1] + ', "cells": []}').encode()


attack = Attack(Work(edit=edit), outcome="error", points=0.0)
