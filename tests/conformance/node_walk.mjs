// Calls Auth0's Node SDK against a served demo tenant. Prints which methods the SDK offers and which were called.
// node node_walk.mjs NODE_MODULES; the environment has AUTH0_DOMAIN, AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET.
import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { createRequire } from "node:module";

const { ManagementClient } = createRequire(`${process.argv[2]}/`)("auth0");
const { AUTH0_DOMAIN: domain, AUTH0_CLIENT_ID: clientId, AUTH0_CLIENT_SECRET: clientSecret } = process.env;
const client = new ManagementClient({ domain, clientId, clientSecret, maxRetries: 0 });
const called = new Set();

function* offered(node, path = "") {
  const names = new Set();
  for (let proto = Object.getPrototypeOf(node); proto !== Object.prototype; proto = Object.getPrototypeOf(proto))
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(proto))) {
      if (name === "constructor" || name.startsWith("_") || names.has(name)) continue;
      names.add(name);
      if (get) yield* offered(node[name], `${path}${name}.`);
      else yield path + name;
    }
}

// A view of a client that notes the dotted name of each method that is called.
function noting(node, path = "") {
  return new Proxy(node, {
    get(_, name) {
      const value = node[name];
      if (typeof value === "function")
        return (...given) => {
          called.add(path + name);
          return value.apply(node, given);
        };
      return typeof value === "object" && value ? noting(value, `${path}${name}.`) : value;
    },
  });
}

const auth0 = noting(client);
const gone = (call, status = 404) => rejects(async () => call, (error) => error.statusCode === status);
async function all(pages) {
  const found = [];
  for await (const item of await pages) found.push(item);
  return found;
}
// Create, read, change, list and delete an object, as most namespaces do. In the end GET is a 404.
async function crud(api, created, changed, key = "id") {
  const made = await api.create(created);
  const id = made[key];
  ok(id);
  equal((await api.get(id))[key], id);
  await api.update(id, changed);
  const read = await api.get(id);
  for (const [name, value] of Object.entries(changed)) deepEqual(read[name], value);
  const listed = await api.list();
  const items = listed[Symbol.asyncIterator] ? await all(listed) : Array.isArray(listed) ? listed : Object.values(listed)[0];
  ok(items.some((item) => item[key] === id));
  await api.delete(id);
  await gone(api.get(id));
}
async function settings(api, changed, update = "update") {
  await api[update](changed);
  const read = await api.get();
  for (const [name, value] of Object.entries(changed)) deepEqual(read[name], value);
}

const [jane] = (await auth0.users.list({ q: 'nickname:"jane.doe"', search_engine: "v3" })).data;
const id = jane.user_id;
const API = "https://payroll.acme.example/api";
const permissions = [{ resource_server_identifier: API, permission_name: "read:payslips" }];

async function people() {
  const { users } = auth0;
  const made = await users.create({ connection: "Username-Password-Authentication", email: "walk@acme.example", password: "Pa55-word" });
  equal((await users.listUsersByEmail({ email: "walk@acme.example" }))[0].user_id, made.user_id);
  equal((await users.update(made.user_id, { blocked: true })).blocked, true);
  equal((await users.get(made.user_id)).blocked, true);
  const [provider, second] = made.user_id.split("|");
  equal((await users.identities.link(id, { provider, user_id: second })).length, 2);
  await gone(users.get(made.user_id));
  await gone(users.identities.link(id, { provider, user_id: second }), 409);
  equal((await users.identities.delete(id, provider, second)).length, 1);
  await users.get(made.user_id);
  await users.delete(made.user_id);
  await gone(users.get(made.user_id));
  const methods = users.authenticationMethods;
  const email = await methods.create(id, { type: "email", name: "Work", email: "jane@acme.example" });
  equal((await methods.get(id, email.id)).type, "email");
  equal((await methods.update(id, email.id, { name: "Home" })).name, "Home");
  ok((await all(methods.list(id))).length > 1);
  equal((await users.enrollments.get(id)).length, 1);
  await methods.delete(id, email.id);
  await gone(methods.get(id, email.id));
  equal((await methods.set(id, [{ type: "totp", totp_secret: "JBSWY3DPEHPK3PXP" }])).length, 1);
  const [enrollment] = await users.enrollments.get(id);
  equal((await auth0.guardian.enrollments.get(enrollment.id)).id, enrollment.id);
  await auth0.guardian.enrollments.delete(enrollment.id);
  await gone(auth0.guardian.enrollments.get(enrollment.id));
  ok((await auth0.guardian.enrollments.createTicket({ user_id: id })).ticket_url);
  ok((await users.regenerateRecoveryCode(id)).recovery_code);
  await users.authenticators.deleteAll(id);
  await methods.deleteAll(id);
  await users.multifactor.invalidateRememberBrowser(id);
  await users.multifactor.deleteProvider(id, "duo");
  await users.riskAssessments.clear(id, { connection: "Username-Password-Authentication", assessors: ["new-device"] });
  await all(users.logs.list(id));
  await all(users.organizations.list(id));
  deepEqual(await all(users.connectedAccounts.list(id)), []);
  for (const name of ["list", "delete"]) await auth0.userBlocks[name](id);
  for (const name of ["listByIdentifier", "deleteByIdentifier"]) await auth0.userBlocks[name]({ identifier: jane.email });
  deepEqual(await all(auth0.userGrants.list()), []);
  await auth0.userGrants.deleteByUserId({ user_id: id });
  await auth0.userGrants.delete("none");
}

async function access() {
  const { sessions, users, refreshTokens } = auth0;
  const [token] = await all(users.refreshToken.list(id));
  const [session] = await all(users.sessions.list(id));
  equal((await refreshTokens.get(token.id)).user_id, id);
  equal((await all(refreshTokens.list({ user_id: id }))).length, 1);
  await refreshTokens.update(token.id, { refresh_token_metadata: { ticket: "1" } });
  deepEqual((await sessions.update(session.id, { session_metadata: { ticket: "1" } })).session_metadata, { ticket: "1" });
  equal((await sessions.get(session.id)).user_id, id);
  await sessions.revoke(session.id);
  await gone(sessions.get(session.id));
  await sessions.delete(session.id);
  await refreshTokens.revoke({ user_id: id });
  await refreshTokens.delete(token.id);
  await gone(refreshTokens.get(token.id));
  await users.sessions.delete(id);
  await users.refreshToken.delete(id);
  await users.revokeAccess(id, {});
  deepEqual(await all(users.sessions.list(id)), []);
}

async function roles() {
  await crud(auth0.roles, { name: "Walked" }, { description: "Read and gone" });
  const { id: role } = await auth0.roles.create({ name: "Clerk" });
  await auth0.roles.permissions.add(role, { permissions });
  equal((await all(auth0.roles.permissions.list(role)))[0].permission_name, "read:payslips");
  await auth0.roles.users.assign(role, { users: [id] });
  equal((await all(auth0.roles.users.list(role)))[0].user_id, id);
  const theirs = auth0.users;
  const mine = (roles) => roles.find((one) => one.id === role);
  deepEqual(mine(await all(theirs.effectiveRoles.list(id))).sources, ["direct"]);
  await theirs.permissions.create(id, { permissions });
  const at = { resource_server_identifier: API };
  deepEqual((await all(theirs.effectivePermissions.list(id, at)))[0].sources, ["direct", "roles"]);
  ok(mine(await all(theirs.effectivePermissions.sources.roles.list(id, { ...at, permission_name: "read:payslips" }))));
  ok((await all(theirs.permissions.list(id))).length);
  await theirs.permissions.delete(id, { permissions });
  await theirs.roles.delete(id, { roles: [role] });
  await theirs.roles.assign(id, { roles: [role] });
  ok(mine(await all(theirs.roles.list(id))));
  await auth0.roles.permissions.delete(role, { permissions });
}

async function actions() {
  const { actions } = auth0;
  const { id: action } = await actions.create({ name: "Walked", code: "// 1", supported_triggers: [{ id: "post-login", version: "v3" }] });
  while ((await actions.get(action)).status !== "built");
  equal((await actions.deploy(action)).number, 1);
  equal((await actions.update(action, { code: "// 2" })).code, "// 2");
  const [version] = await all(actions.versions.list(action));
  equal((await actions.versions.get(action, version.id)).code, "// 1");
  await actions.versions.deploy(action, version.id);
  const ref = { type: "action_id", value: action };
  await actions.triggers.bindings.updateMany("post-login", { bindings: [{ ref, display_name: "Walked" }] });
  equal((await all(actions.triggers.bindings.list("post-login")))[0].action.id, action);
  ok((await actions.triggers.list()).triggers.length);
  deepEqual((await actions.test(action, { payload: {} })).payload, {});
  await gone(actions.executions.get("none"));
  await gone(actions.delete(action), 409);
  await actions.delete(action, { force: true });
  ok(!(await all(actions.list())).some((one) => one.id === action));
}

async function applications() {
  await crud(auth0.clients, { name: "Walked" }, { description: "Read and gone" }, "client_id");
  const { client_id: app } = await auth0.clients.create({ name: "Keys" });
  const { credentials } = auth0.clients;
  const key = await credentials.create(app, { credential_type: "public_key", name: "Key", pem: "-----BEGIN PUBLIC KEY-----" });
  equal((await credentials.get(app, key.id)).name, "Key");
  const expires_at = "2030-01-01T00:00:00.000Z";
  equal((await credentials.update(app, key.id, { expires_at })).expires_at, expires_at);
  equal((await credentials.list(app)).length, 1);
  await credentials.delete(app, key.id);
  deepEqual(await credentials.list(app), []);
  ok((await auth0.clients.rotateSecret(app)).client_secret);
  await crud(auth0.clientGrants, { client_id: app, audience: API, scope: [] }, { scope: ["read:payslips"] });
  await crud(auth0.resourceServers, { identifier: "urn:walked" }, { name: "Walked" });
  const made = { name: "walked", strategy: "auth0" };
  await crud(auth0.connections, made, { display_name: "Walked" });
  const [database] = await all(auth0.connections.list({ strategy: ["auth0"] }));
  await auth0.connections.clients.update(database.id, [{ client_id: app, status: true }]);
  equal((await all(auth0.connections.clients.get(database.id)))[0].client_id, app);
  await auth0.users.create({ connection: database.name, email: "gone@acme.example" });
  await auth0.connections.users.deleteByEmail(database.id, { email: "gone@acme.example" });
  deepEqual(await auth0.users.listUsersByEmail({ email: "gone@acme.example" }), []);
  const users = new Blob([JSON.stringify([{ email: "in@acme.example" }, { email: 1 }])]);
  const job = await auth0.jobs.usersImports.create({ users, connection_id: database.id });
  equal((await auth0.jobs.get(job.id)).summary.inserted, 1);
  equal((await auth0.jobs.errors.get(job.id)).length, 1);
  equal((await auth0.jobs.usersExports.create({ format: "csv" })).status, "pending");
  equal((await auth0.jobs.verificationEmail.create({ user_id: id })).status, "pending");
  ok((await auth0.tickets.verifyEmail({ user_id: id })).ticket);
  ok((await auth0.tickets.changePassword({ user_id: id })).ticket);
}

async function tenant() {
  const { attackProtection: protection, guardian, prompts, riskAssessments: risk } = auth0;
  await settings(protection.botDetection, { bot_detection_level: "high" });
  await settings(protection.breachedPasswordDetection, { enabled: true });
  await settings(protection.bruteForceProtection, { max_attempts: 5 });
  await settings(protection.suspiciousIpThrottling, { enabled: false });
  await settings(protection.captcha, { active_provider_id: "auth_challenge" });
  await settings(protection.phoneProviderProtection, { type: "none" }, "patch");
  await settings(risk.settings, { enabled: true });
  await settings(risk.settings.newDevice, { remember_for: 90 });
  await settings(auth0.tenants.settings, { friendly_name: "Walked" });
  await prompts.updateSettings({ identifier_first: true });
  equal((await prompts.getSettings()).identifier_first, true);
  const partial = { login: { "form-content-start": "<p>Hi</p>" } };
  await prompts.partials.set("login", partial);
  deepEqual(await prompts.partials.get("login"), partial);
  const words = { "mfa-otp-challenge": { title: "Prove it" } };
  await prompts.customText.set("mfa-otp", "en", words);
  deepEqual(await prompts.customText.get("mfa-otp", "en"), words);
  deepEqual(await all(prompts.rendering.list()), []);
  equal((await guardian.factors.set("otp", { enabled: true })).enabled, true);
  ok((await guardian.factors.list()).find((one) => one.name === "otp").enabled);
  deepEqual(await guardian.policies.set(["all-applications"]), ["all-applications"]);
  deepEqual(await guardian.policies.list(), ["all-applications"]);
  await crud(auth0.rules, { name: "Walked", script: "function () {}" }, { enabled: false });
  await auth0.rulesConfigs.set("KEY", { value: "word" });
  equal((await auth0.rulesConfigs.list())[0].key, "KEY");
  await auth0.rulesConfigs.delete("KEY");
  const [event] = (await auth0.logs.list({ per_page: 5 })).data;
  equal((await auth0.logs.get(event.log_id)).log_id, event.log_id);
  ok((await auth0.stats.getDaily()).length);
  ok((await auth0.stats.getActiveUsersCount()) > 0);
}

async function factors() {
  const { duo, email, phone, pushNotification: push, sms } = auth0.guardian.factors;
  await settings(duo.settings, { ikey: "key", host: "api-1.duo.example" }, "set");
  await settings(duo.settings, { host: "api-2.duo.example" });
  for (const codes of [email, phone]) await settings(codes, { otp_length: 8, otp_expiration_time: 120 }, "set");
  await settings(auth0.guardian, { ...(await auth0.guardian.get()), mfa_session_overall_timeout: 86400 }, "set");
  await phone.setMessageTypes({ message_types: ["sms", "voice"] });
  deepEqual((await phone.getMessageTypes()).message_types, ["sms", "voice"]);
  const twilio = { from: "+15550177", auth_token: "token", sid: "AC7" };
  const words = { enrollment_message: "Enroll: {{code}}", verification_message: "Verify: {{code}}" };
  for (const [one, other] of [[phone, sms], [sms, phone]]) {
    for (const provider of ["phone-message-hook", "auth0"]) {
      await one.setProvider({ provider });
      equal((await other.getSelectedProvider()).provider, provider);
    }
    await one.setTwilioProvider(twilio);
    equal((await other.getTwilioProvider()).from, "+15550177");
    await one.setTemplates(words);
    deepEqual(await other.getTemplates(), words);
  }
  await push.setProvider({ provider: "sns" });
  equal((await push.getSelectedProvider()).provider, "sns");
  for (const name of ["setSnsProvider", "updateSnsProvider"]) {
    await push[name]({ aws_access_key_id: "id", aws_secret_access_key: "key", aws_region: name.startsWith("set") ? "eu-west-1" : "us-east-2" });
    ok((await push.getSnsProvider()).aws_region);
  }
  for (const name of ["setApnsProvider", "updateApnsProvider"]) {
    await push[name]({ sandbox: true, bundle_id: name, p12: "cDEy" });
    equal((await push.getApnsProvider()).bundle_id, name);
  }
  for (const name of ["setFcmProvider", "updateFcmProvider"]) await push[name]({ server_key: "key" });
  for (const name of ["setFcmv1Provider", "updateFcmv1Provider"]) await push[name]({ server_credentials: "{}" });
}

async function messages() {
  const { providers, templates } = auth0.branding.phone;
  const [twilio] = (await providers.list()).providers;
  equal((await providers.update(twilio.id, { disabled: true })).disabled, true);
  const to = { to: "+15550123", delivery_method: "text" };
  await providers.test(twilio.id, to);
  await providers.delete(twilio.id);
  await gone(providers.get(twilio.id));
  const made = await providers.create({ name: "twilio", credentials: { auth_token: "planted" }, configuration: twilio.configuration });
  ok(!JSON.stringify(await providers.get(made.id)).includes("planted"));
  const template = (await templates.create({ type: "blocked_account", disabled: true })).id;
  equal((await templates.update(template, { disabled: false })).disabled, false);
  equal((await templates.get(template)).disabled, false);
  ok((await templates.list()).templates.some((one) => one.id === template));
  await templates.test(template, to);
  await templates.reset(template, {});
  await templates.delete(template);
  await gone(templates.get(template));
  const { provider } = auth0.emails;
  await provider.create({ name: "smtp", credentials: { smtp_host: "mail.acme.example", smtp_port: 587, smtp_pass: "planted" } });
  await settings(provider, { enabled: false });
  ok(!JSON.stringify(await provider.get()).includes("planted"));
  await provider.delete();
  await gone(provider.get());
  const mail = { template: "mfa_oob_code", body: "{{ code }}", from: "it@acme.example", subject: "Code", syntax: "liquid", enabled: true };
  await auth0.emailTemplates.create(mail);
  await auth0.emailTemplates.update("mfa_oob_code", { subject: "Changed" });
  equal((await auth0.emailTemplates.get("mfa_oob_code")).subject, "Changed");
  await auth0.emailTemplates.set("mfa_oob_code", mail);
  equal((await auth0.emailTemplates.get("mfa_oob_code")).subject, "Code");
}

async function organizations() {
  const { members } = auth0.organizations;
  await crud(auth0.organizations, { name: "walked" }, { display_name: "Walked" });
  const { id: organization } = await auth0.organizations.create({ name: "joined" });
  equal((await auth0.organizations.getByName("joined")).id, organization);
  const [role] = await all(auth0.roles.list());
  await members.create(organization, { members: [id] });
  equal((await all(members.list(organization)))[0].user_id, id);
  await members.roles.assign(organization, id, { roles: [role.id] });
  equal((await all(members.roles.list(organization, id)))[0].id, role.id);
  equal((await all(members.effectiveRoles.list(organization, id)))[0].id, role.id);
  await members.roles.delete(organization, id, { roles: [role.id] });
  deepEqual(await all(members.roles.list(organization, id)), []);
  await members.delete(organization, { members: [id] });
  deepEqual(await all(members.list(organization)), []);
}

// What has nothing to do with MFA is read, not changed.
async function beside() {
  const { branding, keys } = auth0;
  const [key] = await keys.signing.list();
  equal(key.current, true);
  equal((await keys.signing.get(key.kid)).thumbprint, key.fingerprint.replaceAll(":", ""));
  await gone(keys.signing.get("none"));
  await branding.get();
  const lists = `connectionProfiles customDomains eventStreams flows flows.vault.connections forms hooks logStreams
    networkAcls rateLimitPolicies selfServiceProfiles tokenExchangeProfiles userAttributeProfiles`;
  for (const name of lists.split(/\s+/)) {
    const api = name.split(".").reduce((node, part) => node[part], auth0);
    const listed = await api.list().catch((error) => { throw new Error(`${name}: ${error.message}`); });
    ok(listed[Symbol.asyncIterator] ? await all(listed) : listed, name);
  }
  await auth0.supplementalSignals.get();
}

const failures = [];
for (const walk of [access, people, roles, actions, applications, tenant, factors, messages, organizations, beside])
  await walk().catch((error) => failures.push(`${walk.name}: ${error.stack}`));
console.log(JSON.stringify({ offered: [...offered(client)], called: [...called], failures }));
