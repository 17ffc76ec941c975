# Says what this notebook needs and does not find here. If nothing appears below, all is there.
def look_for_what_is_needed():
    import sys
    from importlib.util import find_spec

    class NotFound(ImportError):
        def _render_traceback_(self):  # Jupyter shows it in the place of a traceback
            return [str(self)]

    missing = [
        name for name in ("helpers", "h5py", "matplotlib", "numpy", "PIL", "tqdm") if find_spec(name) is None
    ]
    if missing:
        raise NotFound(f"""\
This notebook needs {", ".join(missing)}: not found by {sys.executable or "this Python"}

Open a terminal in the course's folder: the one that you unpacked, with environment.yml in it.
With conda, type once
    conda env create -f environment.yml
and then, each time,
    conda activate backprop-by-hand
    jupyter lab
Without conda, in a virtual environment (the folder's README.md says how), type once
    pip install -r requirements.txt
and then, each time,
    jupyter lab
Open this notebook in the page that appears. `helpers` is a part of the course and comes from nowhere else:
this notebook must lie in the course's folder, and if you have moved that folder, install it again.""")


look_for_what_is_needed()
