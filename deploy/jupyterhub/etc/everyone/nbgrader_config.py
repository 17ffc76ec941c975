"""nbgrader on the course server, for students and instructors."""

import os

c = get_config()  # noqa: F821 - nbgrader defines it

c.CourseDirectory.course_id = "backprop-by-hand"
c.Exchange.root = os.environ.get("NBGRADER_EXCHANGE", "/srv/nbgrader/exchange")

# DECIDE: the zone in which students read the times of their submissions, such as "Europe/Zurich".
c.Exchange.timezone = "UTC"

# What a student hands in is closed to all but herself and the course's account.
c.ExchangeFactory.submit = "autograde.exchange.Submit"
