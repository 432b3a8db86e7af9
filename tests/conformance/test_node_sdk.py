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
_UNDOCUMENTED = "not in the API document that the demo follows, and not served"
_ONE_KEY = "a demo tenant has one signing key, and does not rotate or revoke it"
_SERVED = "nothing of MFA, users or access: served for the Deploy CLI, and read here where it is a list"
_NOT_SERVED = """
    actions.modules agents anomaly clients.connections clients.previewCimdMetadata clients.registerCimdClient
    clientGrants.organizations connectionProfiles.getTemplate connectionProfiles.listTemplates connections.checkStatus
    connections.directoryProvisioning connections.keys connections.scimConfiguration deviceCredentials
    eventStreams.deliveries eventStreams.redeliveries eventStreams.test events experimentation fetch flows.executions
    groups keys.customSigning keys.encryption keys.networkAcls organizations.clients.create organizations.clients.delete
    organizations.clients.get organizations.clients.update organizations.discoveryDomains.getByName
    organizations.groups organizations.invitations
    organizations.members.effectiveRoles.sources organizations.organizationTemplate organizations.roles
    organizations.search prompts.rendering.bulkUpdate prompts.rendering.get prompts.rendering.update
    resourceServers.search roles.groups selfServiceProfiles.ssoTicket userAttributeProfiles.getTemplate
    userAttributeProfiles.listTemplates users.effectiveRoles.sources users.groups verifiableCredentials
"""
# A client, and its methods that are not called.
_OTHERS = """
    branding: update
    branding.templates: deleteUniversalLogin getUniversalLogin updateUniversalLogin
    branding.themes: create delete get getDefault update
    connectionProfiles: create delete get update
    customDomains: create delete get getDefault setDefault test update verify
    eventStreams: create delete get update
    flows: create delete get update
    flows.vault.connections: create delete get update
    forms: create delete get update
    hooks: create delete get update
    hooks.secrets: create delete get update
    logStreams: create delete get update
    networkAcls: create delete get set update
    organizations.clientGrants: create delete list
    organizations.clients: list
    organizations.connections: create delete get list update
    organizations.discoveryDomains: create delete get list update
    organizations.enabledConnections: add delete get list update
    rateLimitPolicies: create delete get update
    selfServiceProfiles: create delete get update
    selfServiceProfiles.customText: list set
    supplementalSignals: patch
    tokenExchangeProfiles: create delete get update
    userAttributeProfiles: create delete get update
"""
_OTHER_METHODS = [
    f"{client}.{name}"
    for client, names in (line.strip().split(": ") for line in _OTHERS.strip().splitlines())
    for name in names.split()
]
# By name of a method, or of a client that is not served with all its methods.
LEFT_OUT = {
    **dict.fromkeys(_NOT_SERVED.split(), _UNDOCUMENTED),
    **dict.fromkeys(["keys.signing.rotate", "keys.signing.revoke"], _ONE_KEY),
    **dict.fromkeys(_OTHER_METHODS, _SERVED),
}


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
