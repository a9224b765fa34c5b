"""The same sandbox as for the contract tests."""

from tests.contracts.conftest import connection, running, vendors

__all__ = ["connection", "running", "vendors"]
