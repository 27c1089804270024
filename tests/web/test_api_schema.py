"""schemathesis over the whole OpenAPI document: no failure of the server, no answer that is not as described.

The same examples for everybody; ``HYPOTHESIS_PROFILE=search`` draws new and more ones.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from jobprism.atlas import open as open_atlas
from jobprism.settings import Settings

schemathesis = pytest.importorskip("schemathesis")
applications = pytest.importorskip("starlette.applications")
mount = pytest.importorskip("jobprism.web.api.mount")

_PATIENCE = 600.0  # seconds: a test says what holds, never how fast
_EXAMPLES = 100 if os.environ.get("HYPOTHESIS_PROFILE") == "search" else 10
_EXPECTED = ["2xx", "401", "403", "404", "406", "409", "413", "422"]
_CONFIG = {
    # A title in bounds may name nobody; what is said may contradict itself: neither is the schema's to tell.
    "checks": {"positive_data_acceptance": {"expected-statuses": _EXPECTED}},
}


def _schema():
    app = applications.Starlette(
        routes=[mount.mounted(open_atlas("core"), Settings(api_rate=0, api_batches=100_000), None, 1)]
    )
    config = schemathesis.Config.from_dict(_CONFIG)
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, config=config, timeout=_PATIENCE)


schema = _schema()


@schema.parametrize()
@settings(
    max_examples=_EXAMPLES,
    deadline=None,
    derandomize=os.environ.get("HYPOTHESIS_PROFILE") != "search",
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_keeps_its_description(case) -> None:
    case.call_and_validate(timeout=_PATIENCE)
