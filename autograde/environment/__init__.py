"""The environment that `make` builds: chosen from requirements.lock, with the standard library alone."""
