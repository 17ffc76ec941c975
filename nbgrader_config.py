"""Configuration of the course for nbgrader, and of the autograder's limits."""

c = get_config()  # noqa: F821 - nbgrader defines it

c.CourseDirectory.course_id = "backprop-by-hand"

# What stands in a released notebook in the place of a solution.
c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("write this function")'}

# `nbgrader autograde` and Formgrader's Autograde button grade through the judge: a submitted notebook is
# merged into the source notebook, its code runs in the sandbox, and tests run outside. Remove these three
# settings to grade with stock nbgrader.
c.Autograde.exporter_class = "autograde.nbgrader_plugin.SubmissionExporter"
c.Autograde.sanitize_preprocessors = ["autograde.nbgrader_plugin.JudgeSubmission"]
c.Autograde.autograde_preprocessors = [
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# An assignment may be changed when students have handed it in: nbgrader alone refuses to add and remove cells
# then. What was released is remembered, so that nobody's older notebook looks tampered with.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.InstantiateTests",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "autograde.changes.SaveChangedCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
    "autograde.changes.KeepRelease",
]

# Feedback shows what was released: no hidden test, and nothing that runs or is loaded from elsewhere.
# Where a person has to grade and has not yet, it says so.
c.GenerateFeedback.exporter_class = "autograde.pages.FeedbackExporter"
c.GenerateFeedback.preprocessors = [
    "autograde.nbgrader_plugin.HideTests",
    "autograde.nbgrader_plugin.PointsAndComments",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]

# From the exchange, each student's submission is taken if she put it there herself; and feedback for students
# whose work came in by another way does not stop the others'.
c.ExchangeFactory.collect = "autograde.exchange.Collect"
c.ExchangeFactory.release_feedback = "autograde.exchange.ReleaseFeedback"

# `nbgrader export` writes a table in which no name is a formula.
c.ExportApp.plugin_class = "autograde.csv_export.SafeCsv"

# A right function that uses a wrong one of an earlier exercise keeps its points: the mistake costs its own
# points alone. From 0 (as stock nbgrader grades) to 1, which share of them:
# c.Judge.error_carried_forward = 1.0

# What a submission may use; docs/limits.md lists all limits with their defaults. For example:
# c.SandboxLimits.test_seconds = 20
# c.SandboxLimits.memory = 2 * 2**30
# c.SandboxLimits.archive_size = 4 * 2**30  # of `autograde collect`
