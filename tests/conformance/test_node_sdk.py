"""Auth0's own Node SDK manages a demo tenant that is served over TLS; what is not called is listed with a reason."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from .node import installed, node
from .test_deploy_cli import beside_a_new_tenant

PACKAGE = "auth0@7.1.0"
WALK = Path(__file__).parent / "node_walk.mjs"
_UNDOCUMENTED = "not in the API document that the demo follows"
_OTHER = "no endpoint of MFA, users or access; where the demo serves it, the Deploy CLI and the probes call it"
_NOT_SERVED = """
    actions.modules clients.connections clients.previewCimdMetadata clients.registerCimdClient
    connections.checkStatus connections.directoryProvisioning connections.keys connections.scimConfiguration
    prompts.rendering.bulkUpdate prompts.rendering.get prompts.rendering.update resourceServers.search roles.groups
    users.effectiveRoles.sources users.groups clientGrants.organizations
"""
_BESIDE = """
    agents anomaly branding.get branding.update branding.templates branding.themes connectionProfiles customDomains
    deviceCredentials eventStreams events experimentation fetch flows forms groups hooks keys logStreams networkAcls
    organizations.clientGrants organizations.clients organizations.connections organizations.discoveryDomains
    organizations.enabledConnections organizations.groups organizations.invitations organizations.search
    organizations.members.effectiveRoles.sources organizations.organizationTemplate organizations.roles
    rateLimitPolicies selfServiceProfiles supplementalSignals tokenExchangeProfiles userAttributeProfiles
    verifiableCredentials
"""
# By name of a method, or of a client with all its methods.
LEFT_OUT = {**dict.fromkeys(_NOT_SERVED.split(), _UNDOCUMENTED), **dict.fromkeys(_BESIDE.split(), _OTHER)}


@pytest.mark.exhaustive
def test_auth0s_node_sdk_manages_a_tenant_and_every_method_is_called_or_listed(tmp_path: Path) -> None:
    command = [node(), str(WALK), str(installed(PACKAGE))]
    with beside_a_new_tenant(command, tmp_path) as walk:
        done = subprocess.run(walk.command, env=walk.environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["failures"] == []
    rest = set(result["offered"]) - set(result["called"])
    assert len(result["called"]) > 200
    assert {name for name in rest if not any(f"{name}.".startswith(f"{left}.") for left in LEFT_OUT)} == set()
    assert [left for left in LEFT_OUT if not any(f"{name}.".startswith(f"{left}.") for name in rest)] == []
