"""Makes plain `pytest tests/...` run the suites."""

pytest_plugins = ["grader.suite.plugin"]
