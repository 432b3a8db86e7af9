"""What an Action does about MFA is read from its code, however the code is spelled."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mfa_tui.domain.actions import CodeReading, read_code, rule_mfa
from mfa_tui.domain.actions.syntax import LARGEST_CODE

LOGIN = "exports.onExecutePostLogin = async (event, api) => {\n%s\n};"
HANDLER = "exports.onExecutePostLogin = async (event, api) => { api.multifactor.enable('any') };\n"

REQUIRES = {
    "computed handler": "exports['on' + 'ExecutePostLogin'] = (event, api) => { api.multifactor.enable('any') }",
    "compiled TypeScript": "Object.defineProperty(exports, '__esModule', { value: true });\n"
    "exports.onExecutePostLogin = void 0;\nvar x = (this && this.__awaiter) || function () {};\n"
    "const onExecutePostLogin = async (event, api) => { api.multifactor.enable('any') };\n"
    "exports.onExecutePostLogin = onExecutePostLogin;",
    "plain": LOGIN % "api.multifactor.enable('any');",
    "over several lines": LOGIN % "api\n  .multifactor\n  .enable( 'any', { allowRememberBrowser: false })",
    "optional chaining": LOGIN % "api?.multifactor?.enable?.('any')",
    "after a regular expression": LOGIN % "const odd = /\\/\"/.test(event.x); api.multifactor.enable('guardian')",
    "short names": "exports.onExecutePostLogin = async (e, a) => { a.multifactor.enable('any') };",
    "double quotes": 'exports.onExecutePostLogin = async (ev, x) => { x.multifactor.enable("any") };',
    "template string": LOGIN % "api.multifactor.enable(`any`)",
    "destructured parameter": "exports.onExecutePostLogin = async (e, { multifactor }) => multifactor.enable('any');",
    "destructured twice": "exports.onExecutePostLogin = async (_, { multifactor: { enable: on } }) => { on('any') };",
    "destructured with rest": LOGIN % "const { multifactor: mfa, ...rest } = api; mfa.enable('any')",
    "destructured with a default": LOGIN % "const { multifactor = {} } = api; multifactor.enable('any')",
    "destructured authentication": LOGIN
    % "const { authentication } = api; authentication.challengeWith({ type: 'otp' })",
    "string members": LOGIN % "api['multifactor'][\"enable\"]('any')",
    "constant member": LOGIN % "const part = 'multifactor'; api[part].enable('any')",
    "joined member": LOGIN % "api['multi' + 'factor'].enable('any')",
    "alias of a part": LOGIN % "const m = api.multifactor; m.enable('any')",
    "alias of the method": LOGIN % "const enable = api.multifactor.enable; enable('any')",
    "alias of api": LOGIN % "const a = api, b = a; b.multifactor.enable('any')",
    "called with call": LOGIN % "api.multifactor.enable.call(api.multifactor, 'any')",
    "helper below": LOGIN % "prompt(api)" + "\nfunction prompt(x) { x.multifactor.enable('any') }",
    "helper arrow with an object": "const prompt = ({ api }) => api.multifactor.enable('any');\n"
    + LOGIN % "await prompt({ event, api })",
    "helper of a helper": LOGIN % "one(api)"
    + "function one(x) { two(x.multifactor) } function two(m) { m.enable('any') }",
    "helper that sees api": LOGIN % "const prompt = () => { api.multifactor.enable('any'); };\nprompt();",
    "called at once": LOGIN % "(async () => { api.multifactor.enable('any') })()",
    "named function": "async function login(event, api) { api.multifactor.enable('any') }\n"
    "exports.onExecutePostLogin = login",
    "function expression": "exports.onExecutePostLogin = async function (event, api) { api.multifactor.enable('any') }",
    "module.exports": "module.exports = { onExecutePostLogin: async (event, a) => { a.multifactor.enable('any') } }",
    "method": "module.exports = { async onExecutePostLogin(event, api) { api.multifactor.enable('any') } }",
    "shorthand export": "const onExecutePostLogin = (event, api) => { api.multifactor.enable('any') };\n"
    "module.exports = { onExecutePostLogin }",
    "string export": "exports['onExecutePostLogin'] = async (event, api) => { api.multifactor.enable('any') }",
    "chained export": "const h = exports.onExecutePostLogin = async (event, api) => { api.multifactor.enable('any') }",
    "ES export": "export const onExecutePostLogin = async (event, api) => { api.multifactor.enable('any') }",
    "ES function": "export async function onExecutePostLogin(event, api) { api.multifactor.enable('any') }",
    "ES renamed": "async function login(event, api) { api.multifactor.enable('any') }\n"
    "export { login as onExecutePostLogin }",
    "typed by comments": "/** @param {Event} event @param {PostLoginAPI} api */\n"
    + LOGIN % "api.multifactor.enable('any')",
    "constant provider": "const PROVIDER = 'any';\n" + LOGIN % "api.multifactor.enable(PROVIDER)",
    "provider from an object": "const P = Object.freeze({ ANY: 'any' });\n" + LOGIN % "api.multifactor.enable(P.ANY)",
    "either provider": LOGIN % "api.multifactor.enable(event.x ? 'any' : 'guardian')",
    "both branches": LOGIN % "if (event.x) api.multifactor.enable('any');\n"
    "else api.authentication.challengeWith({ type: 'otp' })",
    "return on both ways": LOGIN
    % "if (event.x) { api.multifactor.enable('any'); return; } api.multifactor.enable('any')",
    "returned": LOGIN % "return api.multifactor.enable('any')",
    "throw before": LOGIN % "if (event.x) throw new Error('no'); api.multifactor.enable('any')",
    "after a byte order mark": "\ufeff" + HANDLER,
    "after a no-break space": "\u00a0" + LOGIN % "\u00a0api.multifactor.enable('any')",
    "exported by both names": "module.exports = exports = { onExecutePostLogin: (event, api) => {"
    " api.multifactor.enable('any') } };\nexports.id = 1",
    "exported into a new object": "module.exports = { id: 1 };\nmodule.exports.onExecutePostLogin = (event, api) => {"
    " api.multifactor.enable('any') }",
    "a static field": LOGIN % "class A { static x = api.multifactor.enable('any') }",
    "a static block": LOGIN % "class A { static { api.multifactor.enable('any') } }",
    "awaited first in try": LOGIN
    % "try { await api.multifactor.enable('any', { allowRememberBrowser: false }) } catch {}",
    "returned first in try": LOGIN % "try { return api.multifactor.enable('any') } catch {}",
    "first in a try in a try": LOGIN % "try { try { api.multifactor.enable('any') } catch {} } finally {}",
    "first in a helper in try": LOGIN
    % "const f = (a) => a.multifactor.enable('any'); async function g(a) { await f(a); await h() }\n"
    "try { await g(api) } catch {}",
    "first in try": LOGIN % "try { api.multifactor.enable('any') } catch (error) { console.log(error) }",
    "any factor of a list": LOGIN
    % "api.authentication.challengeWithAny([{ type: 'otp' }, { type: 'push-notification' }])",
    "enrollment": LOGIN % "api.authentication.enrollWith({ type: 'phone', options: { preferredMethod: 'voice' } })",
    "enrollment of a list": LOGIN % "api.authentication.enrollWithAny([{ type: 'phone' }])",
    "password reset": "exports.onExecutePostChallenge = async (event, api) => {\n"
    "  api.authentication.challengeWith({ type: 'email' });\n};",
}
SKIPS = {
    "plain": LOGIN % 'api.multifactor.enable("none");',
    "renamed": "exports.onExecutePostLogin = async (e, { multifactor: m }) => { m.enable('none') };",
    "constant": "const MFA = { OFF: 'none' };\n" + LOGIN % "api.multifactor.enable(MFA.OFF)",
    "twice": LOGIN % "if (event.x) api.multifactor.enable('none'); api.multifactor.enable('none')",
}
MAY = {
    "calls that contradict each other": LOGIN % "api.multifactor.enable('none'); api.multifactor.enable('any')",
    "a skip after another call": LOGIN % "api.multifactor.enable('any'); api.multifactor.enable('none')",
    "a provider that Auth0 does not document": LOGIN % "api.multifactor.enable('NONE')",
    "finally after a return": LOGIN
    % "try { return api.multifactor.enable('any') } finally { api.multifactor.enable('none') }",
    "a field of a class that is never constructed": LOGIN % "class A { x = api.multifactor.enable('any') }",
    "after a declaration in try that can throw": LOGIN
    % "try { const a = await boom(), b = api.multifactor.enable('any') } catch {}",
    "after an operand in try that can throw": LOGIN % "try { return boom() + api.multifactor.enable('any') } catch {}",
    "an argument in try that can throw": LOGIN % "try { api.multifactor.enable('any', { x: event.a.b.c }) } catch {}",
    "a helper in try that throws before": LOGIN % "try { await f(event, api) } catch {}"
    + "\nasync function f(event, api) { await g(); api.multifactor.enable('any') }",
    "a helper of a helper in try that throws before": LOGIN % "try { await f(event, api) } catch {}"
    + "\nconst f = (event, api) => g(api); const g = (api) => { boom(); api.multifactor.enable('any') }",
    "a helper with a default in try that throws before": LOGIN % "try { f(api) } catch {}"
    + "\nfunction f(api, x = boom(), y = api.multifactor.enable('any')) {}",
    "a helper whose errors its promise catches": LOGIN % "f(api).catch(() => {})"
    + "\nasync function f(api) { boom(); api.multifactor.enable('any') }",
    "an argument of an optional chain": LOGIN % "event?.log.write(api.multifactor.enable('any'))",
    "an index of an optional chain": LOGIN % "event?.[api.multifactor.enable('any')]",
    "a default of a pattern": LOGIN % "const { x = api.multifactor.enable('any') } = event",
    "a function that goes on in the background": LOGIN
    % "const f = async () => { await g(); api.multifactor.enable('any') }; f()",
    "a generator": LOGIN % "function* f() { api.multifactor.enable('any') } f()",
    "a function that is replaced": LOGIN % "let f = () => api.multifactor.enable('any'); f = () => {}; f()",
    "a function that is declared twice": LOGIN % "var f = () => api.multifactor.enable('any'); var f = () => {}; f()",
    "a function that can throw in a try": LOGIN
    % "const f = () => { if (event.x) throw 1; api.multifactor.enable('any') }; try { f() } catch {}",
    "every run throws after it": LOGIN % "if (event.x) api.multifactor.enable('any'); throw new Error('x')",
    "object written to by a pattern": "const C = { mode: 'any' };\n"
    + LOGIN % "[C.mode] = ['none']; api.multifactor.enable(C.mode)",
    "object written to in a loop": "const C = { mode: 'any' };\n"
    + LOGIN % "for (C.mode of ['none']); api.multifactor.enable(C.mode)",
    "object in a list": "const C = { mode: 'any' };\n"
    + LOGIN % "const D = [C]; D[0].mode = 'none'; api.multifactor.enable(C.mode)",
    "object returned": "const C = { mode: 'any' };\nconst f = () => C;\n"
    + LOGIN % "f().mode = 'none'; api.multifactor.enable(C.mode)",
    "object written to after a comment": "const C = { mode: 'any' };\n"
    + LOGIN % "C/**/.mode = 'none'; api.multifactor.enable(C.mode)",
    "a generator of compiled TypeScript": "const wait = (f) => run(f);\nexports.onExecutePostLogin = (event, api) =>"
    " wait(function* () { api.multifactor.enable('any') })",
    "object that is written to later": "const C = { mode: 'any' };\n"
    + LOGIN % "if (event.x) C.mode = 'none'; api.multifactor.enable(C.mode)",
    "object with the same name twice": "const C = { mode: 'any', mode: 'none' };\n"
    + LOGIN % "api.multifactor.enable(C.mode)",
    "object with something spread into it": "const C = { mode: 'any', ...X };\n"
    + LOGIN % "api.multifactor.enable(C.mode)",
    "behind what may throw in an inner block": LOGIN
    % "try { { await risky(); api.multifactor.enable('any') } } catch (error) { console.log(error) }",
    "if": LOGIN % "if (event.client.name === 'Payroll') api.multifactor.enable('any')",
    "early return": LOGIN % "if (event.transaction.protocol === 'oauth2-refresh-token') return;\n"
    "api.multifactor.enable('any')",
    "and": LOGIN % "event.user.app_metadata.mfa && api.multifactor.enable('any')",
    "loop": LOGIN % "for (const role of event.authorization.roles) api.multifactor.enable('any')",
    "callback": LOGIN % "roles.forEach(() => api.multifactor.enable('any'))",
    "promise": LOGIN % "fetch('https://x').then(() => api.multifactor.enable('any'))",
    "switch": LOGIN % "switch (event.x) { case 1: api.multifactor.enable('any'); break; }",
    "ternary": LOGIN % "event.x ? api.multifactor.enable('any') : undefined",
    "dynamic provider": LOGIN % "api.multifactor.enable(event.secrets.PROVIDER)",
    "either": LOGIN % "api.multifactor.enable(event.x ? 'any' : 'none')",
    "skips on a condition": LOGIN % "api.multifactor.enable('any'); if (event.x) api.multifactor.enable('none')",
    "one of each": LOGIN % "if (event.x) api.multifactor.enable('any'); else api.multifactor.enable('none')",
    "after something that can fail": LOGIN % "try { await f(); api.multifactor.enable('any') } catch (error) {}",
    "helper on a condition": LOGIN % "const prompt = () => api.multifactor.enable('any');\nif (event.x) prompt();",
    "assigned later": LOGIN % "let m; if (event.x) m = api.multifactor; m?.enable('any')",
    "after a redirect": LOGIN % "api.redirect.sendUserTo('https://x.example')"
    + "\nexports.onContinuePostLogin = async (event, api) => { api.multifactor.enable('any') }",
}
NONE = {
    "looked at in JSON": LOGIN % "console.log(JSON.stringify(api), Object.keys(api))",
    "another api of a block": LOGIN % "{ const api = other; api.multifactor.enable('any') }",
    "a comment": LOGIN % "// api.multifactor.enable('any')",
    "a string": LOGIN % "console.log(\"api.multifactor.enable('any')\")",
    "a template": LOGIN % "const help = `use api.multifactor.enable('any')`;",
    "a regular expression": LOGIN % "const re = /api.multifactor.enable(x)/;",
    "another object": LOGIN % "notapi.multifactor.enable('any'); event.api.multifactor.enable('any')",
    "shadowed": LOGIN % "[1].map((api) => api.multifactor.enable('any'))",
    "other members": LOGIN % "api.accessToken.setCustomClaim('x', 1); api.authentication.recordMethod('https://x')",
    "never called": LOGIN % "const prompt = () => { api.multifactor.enable('any'); };",
    "only logged": LOGIN % "console.log(api)",
    "not exported": "const o = { onExecutePostLogin: (event, api) => { api.multifactor.enable('any') } };",
    "Auth0's default": "module.exports = () => {}",
}
UNREADABLE = {
    "a method of the object that api is in": (LOGIN % "const o = { api, run() { this.api.x() } }; o.run()", 2),
    "a getter of the object that api is in": (LOGIN % "const o = { api, get mfa() { return 1 } }; o.mfa", 2),
    "a method set on the object that api is in": (LOGIN % "const o = { api };\no.run = skip", 3),
    "an unknown method of the object that api is in": (LOGIN % "const o = { api };\no.run()", 3),
    "a list that api is added to": (LOGIN % "const all = []; all.push(api); all[0].multifactor.enable('none')", 2),
    "a field of a class": (LOGIN % "class C { a = api; go() { this.a.multifactor.enable('none') } }", 2),
    "a console of its own": (
        LOGIN % "const console = { log: (a) => a.multifactor.enable('none') };\nconsole.log(api)",
        3,
    ),
    "a console of a module": ("const console = require('./x');\n" + LOGIN % "console.log(api)", 3),
    "a console that is changed": (LOGIN % "console.log = skip; console.log(api)", 2),
    "a console that is changed as a member": (LOGIN % "globalThis.console = { log: skip };\nconsole.log(api)", 3),
    "a console that is changed in place": (LOGIN % "global.console.log = skip;\nconsole.log(api)", 3),
    "a console that is changed by a computed name": (LOGIN % "globalThis[x] = skip;\nconsole.log(api)", 3),
    "a console that is changed with all globals": (LOGIN % "Object.assign(globalThis, x);\nconsole.log(api)", 3),
    "a console that is given away": (LOGIN % "patch(console); console.log(api)", 2),
    "a function of JSON.stringify": (LOGIN % "JSON.stringify(api, (key, part) => part.enable('none'))", 2),
    "a call method of something else": (LOGIN % "skip.enable.call(api)", 2),
    "a function that is declared twice": (LOGIN % "function f(a) {}\nf(api);\nfunction f(a) { skip(a) }", 3),
    "a function that is replaced": (LOGIN % "function f(a) {}\nf = skip;\nf(api)", 4),
    "api declared again": (LOGIN % "var api = other; api.multifactor.enable('any')", 1),
    "api from a loop": (LOGIN % "for (api of all) {}\napi.multifactor.enable('any')", 2),
    "a part taken away": (LOGIN % "delete api.multifactor; api.multifactor?.enable('any')", 2),
    "with": (LOGIN % "with ({ api: other }) { api.multifactor.enable('any') }", 2),
    "an escaped name in a pattern": (LOGIN % "const { 'mul\\x74ifactor': m } = api; m.enable('none')", 2),
    "apply": (LOGIN % "api.multifactor.enable.apply(api.multifactor, ['none'])", 2),
    "Reflect": (LOGIN % "Reflect.get(api, 'multifactor').enable('none')", 2),
    "a list of arguments": (LOGIN % "const f = (a) => a.multifactor.enable('none');\nf(...[api])", 3),
    "passed to a name that begins like a known one": (LOGIN % "StringHelper.ask(api)", 2),
    "passed to a template tag": (LOGIN % "tag`${api}`", 2),
    "thrown": (LOGIN % "try { throw api } catch (e) { e.multifactor.enable('none') }", 2),
    "passed to other code": (LOGIN % "\nhelper(api);", 3),
    "passed to a module": ("const lib = require('./lib');\n" + LOGIN % "await lib.run(event, api)", 3),
    "a part passed on": (LOGIN % "helper(api.multifactor)", 2),
    "computed": (LOGIN % "api[event.x].enable('any')", 2),
    "computed in a pattern": (LOGIN % "const { [event.x]: m } = api; m.enable('any')", 2),
    "eval": (LOGIN % "eval(event.secrets.CODE)", 2),
    "stored": (LOGIN % "\n\nthis.api = api", 4),
    "stored in an array": (LOGIN % "[api].forEach((a) => a.multifactor.enable('any'))", 2),
    "returned": (LOGIN % "const get = () => api;\nget().multifactor.enable('any')", 2),
    "overwritten": (LOGIN % "api = wrap(event);\napi.multifactor.enable('any')", 2),
    "rest": ("exports.onExecutePostLogin = async (...args) => { args[1].multifactor.enable('any') }", 1),
    "arguments": ("exports.onExecutePostLogin = function (event) { arguments[1].multifactor.enable('any') }", 1),
    "wrapped": ("exports.onExecutePostLogin = retry(async (event, api) => { api.multifactor.enable('any') })", 1),
    "another file": ("exports.onExecutePostLogin = require('./login').run", 1),
    "another module": ("\nmodule.exports = require('./login')", 2),
    "dynamic export": ("exports[process.env.NAME] = async (event, api) => { api.multifactor.enable('any') }", 1),
    "exports assigned to at once": (HANDLER + "Object.assign(exports, { onExecutePostLogin: skip })", 2),
    "exports of another module mixed in": (HANDLER + "Object.assign(module.exports, require('./x'))", 2),
    "exports overwritten": (HANDLER + "module.exports = require('./x')", 2),
    "exports with something spread into them": (HANDLER + "module.exports = { ...base }", 2),
    "exports with a computed name": (HANDLER + "module.exports = { [name]: skip }", 2),
    "a computed handler beside another": (HANDLER + "for (const n of names) exports[n] = skip", 2),
    "a handler defined as a property": (HANDLER + "Object.defineProperty(exports, 'onExecutePostLogin', x)", 2),
    "a handler taken away": (HANDLER + "delete exports.onExecutePostLogin", 2),
    "exports under another name": (HANDLER + "const e = exports;\ne.onExecutePostLogin = skip", 2),
    "a handler that another one overwrites": (
        HANDLER + "module.exports = { onExecutePostLogin: async (event, api) => { api.multifactor.enable('none') } }",
        2,
    ),
    "a handler that is lost with the exports": (HANDLER + "module.exports = {}", 2),
    "a handler on exports that are replaced": ("module.exports = {};\n" + HANDLER, 1),
    "a handler in a variable called exports": (HANDLER.replace("exports.onExecutePostLogin =", "exports =") + ";", 1),
    "a handler in an object in exports alone": (
        "exports = { onExecutePostLogin: async (event, api) => { api.multifactor.enable('any') } }",
        1,
    ),
    "a handler in another module": ("module = {};\nmodule.exports = (event, api) => {}", 1),
    "exports replaced twice": (
        "module.exports = { onExecutePostLogin: (e, api) => { api.multifactor.enable('any') } };\nmodule.exports = {}",
        2,
    ),
    "a handler with an escaped key": ("module.exports = { 'onExecutePostLogi\\x6e': (event, api) => {} }", 1),
    "a handler with an escaped name": ("exports.onExecutePostLogi\\u006e = (event, api) => {}", 1),
    "a handler on escaped exports": ("export\\u0073.onExecutePostLogin = (event, api) => {}", 1),
    "a handler of a getter": ("module.exports = {\n get onExecutePostLogin() { return run } }", 2),
    "a handler of a prototype": ("module.exports = {\n __proto__: base }", 2),
    "a handler set on a prototype": ("exports.__proto__.onExecutePostLogin = (event, api) => {}", 1),
    "a handler in eval": ("eval('exports.onExecutePostLogin = (event, api) => {}')", 1),
    "exports as this": (HANDLER + "this['onExecute' + 'PostLogin'] = require('./x')", 2),
    "exports given away": (HANDLER + "patch(exports)", 2),
    "exported on a condition": ("if (process.env.X)\n" + HANDLER, 2),
    "a handler that is overwritten": ("let h = (e, api) => {};\nh = other;\nexports.onExecutePostLogin = h", 3),
    "a handler of a class": ("class H { async onExecutePostLogin(e, api) {} }\nmodule.exports = new H()", 2),
    "a handler that is a generator": ("exports.onExecutePostLogin = function* (e, api) {}", 1),
    "a handler set unless there is one": ("exports.onExecutePostLogin ||= (e, api) => {}", 1),
    "bound": (LOGIN % "const on = api.multifactor.enable.bind(api.multifactor);\non('any')", 2),
    "a member of tomorrow": (LOGIN % "api.multifactor.disable()", 2),
    "an escaped name": (LOGIN % "ap\\u0069.multifactor.enable('any')", 2),
    "no JavaScript": (LOGIN % "\n\napi.multifactor.enable('any'", 4),
    "TypeScript": ("exports.onExecutePostLogin = async (event: Event, api: PostLoginAPI) => {}", 1),
    "no code": ("", 1),
    "too large": (LOGIN % "api.multifactor.enable('any')" + " " * LARGEST_CODE, 1),
}


def _cases(effect: str, codes: dict[str, str]) -> list[object]:
    return [pytest.param(code, effect, id=f"{effect}-{name}") for name, code in codes.items()]


@pytest.mark.parametrize(
    ("code", "effect"),
    [*_cases("requires", REQUIRES), *_cases("skips", SKIPS), *_cases("may", MAY), *_cases("none", NONE)],
)
def test_an_action_does_the_same_however_it_is_spelled(code: str, effect: str) -> None:
    reading = read_code(code)
    assert (reading.effect, reading.unreadable) == (effect, ())
    assert bool(reading.calls) == (effect != "none")


@pytest.mark.parametrize(("code", "line"), [pytest.param(*case, id=name) for name, case in UNREADABLE.items()])
def test_what_cannot_be_read_is_said_with_its_line(code: str, line: int) -> None:
    reading = read_code(code)
    assert reading.effect == "unreadable"
    assert line in [place.line for place in reading.unreadable]
    assert all(place.why for place in reading.unreadable)


# Auth0's documentation, each in words of our own: what the guide shows, and what it does.
DOCUMENTED = {
    "skip MFA for a client": ("if (event.client.name === 'Intranet') { api.multifactor.enable('none'); }", "may"),
    "require it for some roles": (
        "if (event.authorization?.roles?.includes('admin')) api.multifactor.enable('any');",
        "may",
    ),
    "require it once a session": (
        "if (!event.authentication || !Array.isArray(event.authentication.methods) ||\n"
        "    !event.authentication.methods.find((method) => method.name === 'mfa')) {\n"
        "  api.multifactor.enable('any', { allowRememberBrowser: true });\n}",
        "may",
    ),
    "step-up by acr_values": (
        "if (event.transaction?.acr_values.includes('http://schemas.openid.net/pape/policies/2007/06/multi-factor'))\n"
        "  api.multifactor.enable('any', { allowRememberBrowser: false });",
        "may",
    ),
    "step-up by scope": (
        "if (event.transaction.requested_scopes.includes('transfer:funds')) api.multifactor.enable('any');",
        "may",
    ),
    "outside the office": (
        "const { ip } = event.request;\nif (!ip.startsWith('203.0.113.')) { api.multifactor.enable('guardian'); }",
        "may",
    ),
    "by risk": (
        "const { confidence } = event.authentication.riskAssessment;\n"
        "if (['low', 'medium'].includes(confidence)) { api.multifactor.enable('any'); }",
        "may",
    ),
    "Duo": (
        "api.multifactor.enable('duo', { providerOptions: { host: event.secrets.HOST, ikey: event.secrets.IKEY,\n"
        "  skey: event.secrets.SKEY, username: event.user.nickname } });",
        "requires",
    ),
    "Google Authenticator": (
        "api.multifactor.enable('google-authenticator', { allowRememberBrowser: false });",
        "requires",
    ),
    "challenge with a factor": (
        "api.authentication.challengeWith({ type: 'otp' }, { additionalFactors: [{ type: 'email' }] });",
        "requires",
    ),
    "challenge or enroll": (
        "const enrolled = event.user.enrolledFactors.map((f) => ({ type: f.type, options: f.options }));\n"
        "if (enrolled.length) { api.authentication.challengeWithAny(enrolled); }\n"
        "else {\n  const more = { additionalFactors: [{ type: 'otp' }] };\n"
        "  api.authentication.enrollWith({ type: 'webauthn-roaming' }, more);\n}",
        "requires",
    ),
    "factors in sequence": (
        "switch (event.user.user_metadata.step) {\n"
        "  case 'first': api.authentication.enrollWithAny([{ type: 'otp' }, { type: 'phone' }]); break;\n"
        "  default: api.authentication.challengeWithAny([{ type: 'otp' }]);\n}",
        "may",
    ),
    "not for refresh tokens": (
        "if (event.transaction.protocol === 'oauth2-refresh-token') { return; }\napi.multifactor.enable('any');",
        "may",
    ),
}


@pytest.mark.parametrize(("code", "effect"), [pytest.param(*case, id=name) for name, case in DOCUMENTED.items()])
def test_what_auth0_documents_is_read(code: str, effect: str) -> None:
    reading = read_code(LOGIN % code)
    assert (reading.effect, reading.unreadable) == (effect, ())


def test_a_call_says_its_line_its_factors_and_when_it_happens() -> None:
    code = LOGIN % (
        "  // { type: 'email' }\n"
        "  api.authentication.challengeWith({ type: 'phone', options: { preferredMethod: 'sms' } },\n"
        '    { additionalFactors: [{ type: "otp" }] });\n'
        "  if (event.x) api.multifactor.enable('none');"
    )
    challenge, skip = read_code(code).calls
    assert (challenge.types, challenge.line, challenge.customizes) == (("phone", "otp"), 3, True)
    assert challenge.words == "requires MFA"
    assert (skip.text, skip.line, skip.words) == ('api.multifactor.enable("none")', 5, "may skip MFA, on a condition")


def test_factors_that_are_no_constants_are_not_guessed() -> None:
    (call,) = read_code(LOGIN % "api.authentication.challengeWithAny([{ type: 'otp' }, { type: event.x }])").calls
    assert call.types == ()
    (call,) = read_code("const F = [{ type: 'otp' }];" + LOGIN % "api.authentication.challengeWithAny(F)").calls
    assert call.types == ("otp",)


@pytest.mark.parametrize(
    "code",
    [
        "const done = await api.multifactor.enable('any'); if (!done) api.access.deny('x');",
        "if (api.multifactor.enable('any')) { api.idToken.setCustomClaim('mfa', true); }",
        "api.multifactor.enable('any').then(() => {});",
        "api.multifactor.enable('any');\n"
        "if (!event.authentication.methods.some((m) => m.name === 'mfa')) api.access.deny('x');",
    ],
)
def test_code_that_expects_mfa_to_have_happened_is_pointed_at(code: str) -> None:
    assert read_code(LOGIN % code).expects_result


@pytest.mark.parametrize(
    "code",
    [
        "return api.multifactor.enable('any');",
        "if (event.authentication.methods.find((m) => m.name === 'mfa')) return; api.multifactor.enable('any');",
        "if (event.x) { api.multifactor.enable('any'); return; }\nconsole.log(event.authentication.methods);",
    ],
)
def test_code_that_looks_before_or_not_at_all_is_not(code: str) -> None:
    assert read_code(LOGIN % code).expects_result == ()


HOSTILE = {
    "quotes": "'" * 19_000,
    "brackets": "(" * 90_000,
    "nested": "(" * 45_000 + "1" + ")" * 45_000,
    "functions": LOGIN % ("(()=>{api;" * 2_000 + "})" * 2_000),
    "calls": LOGIN % ("api.multifactor.enable(" * 3_000),
    "names": LOGIN % ("api.x(api);" * 8_000),
    "aliases": LOGIN % ("const a1=api;" + "".join(f"const a{i + 1}=a{i};" for i in range(1, 4_000))),
    "branches": LOGIN % ("if(event.x)" * 300 + "api.multifactor.enable('any')"),
    "doubling helpers": LOGIN % "f0(api)"
    + "".join(f"function f{i}(a){{f{i + 1}(a);f{i + 1}(a)}}" for i in range(60))
    + "function f60(a){a.multifactor.enable('any')}",
    "doubling strings": "const a0='x';" + "".join(f"const a{i + 1}=a{i}+a{i};" for i in range(60)) + LOGIN % "api[a60]",
    "doubling choices": LOGIN % ("api.multifactor.enable(" + "+".join("(x?'a':'b')" for _ in range(60)) + ")"),
    "escapes": "\\u" * 40_000,
    "a megabyte": "api.multifactor.enable('any');" * 40_000,
    "lone surrogates": LOGIN % "api.multifactor.enable('\ud800')",
}


@pytest.mark.parametrize("code", HOSTILE.values(), ids=HOSTILE)
def test_hostile_code_is_read_within_its_limits(code: str) -> None:
    assert isinstance(read_code(code), CodeReading)


@given(st.text(alphabet="(){}[]=>,;.?'\"`/\\ \napievntmulfcor:$", max_size=200))
@example("export")
@example("exports.onExecutePostLogin =")
@example("exports.onExecutePostLogin = (a, [b]) => b")
def test_any_text_is_read_without_an_error(text: str) -> None:
    for code in (text, LOGIN % text, f"exports.onExecutePostLogin = {text}"):
        assert read_code(code).effect in ("requires", "skips", "may", "unreadable", "none")


RULE = "function (user, context, cb) {\n  %s\n}"


@pytest.mark.parametrize(
    ("script", "line"),
    [
        ("function (user, context, callback) {\n  context.multifactor = { provider: 'any' };\n  callback(null);\n}", 2),
        ("(u, c, done) => { c['multifactor'] = { provider: 'google-authenticator' }; done(null, u, c); }", 1),
        ("function (user, context, cb) { Object.assign(context, { multifactor: { provider: 'any' } }); cb(); }", 1),
        ("function (user, context, cb) {\n context['multi' + 'factor'] = { provider: 'any' }; cb(); }", 2),
        ("function (user, context, cb) {\n cb(null, user, { ...context, multifactor: { provider: 'any' } }); }", 2),
        ("function (user, context, cb) {\n context = { ...context, multifactor: { provider: 'any' } }; cb(); }", 2),
        ("function (user, context, cb) {\n\n context = { multifactor: { provider: 'any' } }; cb(); }", 3),
        ("function (user, context, cb) { user = { ...user, multifactor: [] }; cb(null, user, context); }", None),
        ("function (user, context, cb) { const old = {}; save({ ...old, multifactor: 1 }); cb(); }", None),
        (RULE % "cb(null, user, { ...context, ['multi' + 'factor']: { provider: 'any' } });", 2),
        (RULE % "const multifactor = { provider: 'any' };\n cb(null, user, { ...context, multifactor });", 3),
        (RULE % "cb(null, user, { ...context, ...(user.x ? { multifactor: { provider: 'any' } } : {}) });", 2),
        (RULE % "cb(null, user, Object.assign({}, context, { multifactor: { provider: 'any' } }));", 2),
        (RULE % "const mfa = { multifactor: { provider: 'any' } };\n Object.assign(context, mfa);", 2),
        (RULE % "const mfa = { multifactor: { provider: 'any' } };\n cb(null, user, { ...context, ...mfa });", 2),
        (RULE % "Object.assign(context, user.x ? { multifactor: { provider: 'any' } } : {});", 2),
        (RULE % "Object.assign(context, user.x && { multifactor: { provider: 'any' } });", 2),
        (RULE % "context.multifactor ||= { provider: 'any' };", 2),
        (RULE % "context['multi' + 'factor'] ??= { provider: 'any' };", 2),
        (RULE % "cb(null, Object.assign({}, user, { multifactor: [] }), context);", None),
        (RULE % "const a = { multifactor: 1 }, b = { a, ...a }; save(a, b); cb();", None),
        (RULE % "save({ name: 'multifactor', [name]: 'multifactor', ...context }); cb();", None),
        ("function (user, context, cb) { log({ multifactor: context.multifactor }); cb(); }", None),
        ("function (user, context, cb) { const old = { multifactor: 1 }; save(old); cb(); }", None),
        ("function (user, context, cb) { user['multi' + 'factor'] = []; context.list[0] = 1; cb(); }", None),
        ("function broken(user, context { context.multifactor = 1", 1),
        ("function (user, context, cb) { if (user.multifactor) { log(context.multifactor); } cb(); }", None),
        ("function (user, context, cb) { user.multifactor = []; // context.multifactor = 1\n cb(); }", None),
    ],
)
def test_a_rule_that_required_mfa_is_found(script: str, line: int | None) -> None:
    place = rule_mfa(script)
    assert (place.line if place else None) == line
