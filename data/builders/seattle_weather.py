"""Four years of temperatures in Seattle, from the CSV file in PyPI's `vega_datasets`."""

from __future__ import annotations

import csv
import io

import numpy as np

from builders.built import Built
from builders.packages import pypi_file, require_checksum

PACKAGE, VERSION = "vega_datasets", "0.9.0"
NAME = "seattle-weather.csv"
SHA256 = "62f0609f787158128aa2bd102967173a4953122dd4f872bf1d502cae1037df0b"


def build_seattle_weather(download: bool) -> Built:
    """Take the dates and the two temperatures of all 1,461 days."""
    contents = pypi_file(PACKAGE, VERSION, "_data", NAME, download)
    require_checksum(NAME, contents, SHA256)
    rows = list(csv.DictReader(io.StringIO(contents.decode())))
    dates = np.array([row["date"].replace("/", "-") for row in rows], dtype="datetime64[D]")
    return Built(
        arrays={
            "day": dates.astype(np.int64),
            "temp_max": np.array([float(row["temp_max"]) for row in rows]),
            "temp_min": np.array([float(row["temp_min"]) for row in rows]),
        },
        title="Daily highest and lowest temperature in Seattle, 2012 to 2015, in degrees Celsius",
        source=f"PyPI package {PACKAGE} {VERSION}, {NAME}, of https://github.com/vega/vega-datasets",
        licence="Public domain (US Government work)",
        author="US National Oceanic and Atmospheric Administration (NOAA)",
    )
