// validate.js MODULES SITE: asks every operation of SITE's OpenAPI document and holds the answers
// against its schemas, with a public validator for the document and ajv (2020-12) for the answers.
// One line a check: "ok WHAT" or "not ok WHAT: why". Needs the demo's accounts (run.sh).
'use strict'
const path = require('path')
const { createHash } = require('crypto')
const { pathToFileURL } = require('url')
const [modules, site] = process.argv.slice(2)
const Ajv = require(path.join(modules, 'ajv/dist/2020.js'))
const formats = require(path.join(modules, 'ajv-formats'))

let failed = 0
function check(held, what, why) {
  console.log((held ? 'ok ' : 'not ok ') + what + (held ? '' : ': ' + why))
  if (!held) failed++
  return held
}

let doc, ajv
const met = new Set() // "operationId status" whose answers were looked at

function find(method, target) {
  const parts = target.replace(/\?.*/, '').split('/')
  let best
  for (const [pattern, item] of Object.entries(doc.paths)) {
    const want = pattern.split('/')
    if (want.length !== parts.length || !item[method]) continue
    if (!want.every((w, i) => w.startsWith('{') || w === parts[i])) continue
    const holes = want.filter((w) => w.startsWith('{')).length
    if (!best || holes < best.holes) best = { holes, operation: item[method] }
  }
  if (!best) throw new Error('no operation ' + method + ' ' + target)
  return best.operation
}

function resolve(x) {
  return x && x.$ref ? x.$ref.slice(2).split('/').reduce((at, key) => at[key], doc) : x
}

function against(schema, value) {
  const validate = ajv.compile(schema.$ref ? { $ref: 'doc' + schema.$ref } : schema)
  return validate(value) ? '' : ajv.errorsText(validate.errors)
}

function checkHeaders(what, response, answer) {
  for (const [name, header] of Object.entries(response.headers || {})) {
    const value = answer.headers.get(name)
    if (value === null) continue
    const wrong = against(resolve(header).schema, value)
    check(!wrong, what + ' header ' + name, wrong)
  }
}

// Asks, and holds the answer against what the document says of it.
async function ask(method, target, options = {}) {
  const operation = find(method, target)
  const headers = { 'accept-language': 'en', ...options.headers }
  if (options.token) headers.authorization = 'Bearer ' + options.token
  const bytes = options.body instanceof Uint8Array
  const sent = bytes ? 'application/octet-stream' : 'application/json'
  if (options.body !== undefined) headers['content-type'] = sent
  const answer = await fetch(site + '/api/v1' + target, {
    method: method.toUpperCase(), headers,
    body: bytes || options.body === undefined ? options.body : JSON.stringify(options.body)
  })
  const raw = Buffer.from(await answer.arrayBuffer())
  const text = raw.toString()
  const what = operation.operationId + ' ' + answer.status
  const response = resolve(operation.responses[answer.status] || operation.responses.default)
  const type = (answer.headers.get('content-type') || '').replace(/;.*/, '')
  met.add(what)
  if (options.status) check(answer.status === options.status, what, 'expected ' + options.status + ': ' + text)
  checkHeaders(what, response, answer)
  if (!response.content) {
    check(text === '', what + ' is empty', text)
    return {}
  }
  const media = response.content[type] || response.content['*/*']
  if (!check(media, what + ' type', type + ' is not declared')) return {}
  const value = /json$/.test(type) ? JSON.parse(text) : text
  const wrong = against(media.schema, value)
  check(!wrong, what + ' ' + target.slice(0, 70), wrong + '\n' + text.slice(0, 400))
  if (options.body !== undefined && answer.status < 300 && operation.requestBody) {
    const bad = against(operation.requestBody.content[sent].schema, bytes ? 'bytes' : options.body)
    check(!bad, what + ' takes what was sent', bad)
  }
  return { value, raw, type, etag: answer.headers.get('etag'), status: answer.status, disposition: answer.headers.get('content-disposition') }
}

async function signIn(login) {
  const body = { login, password: 'Walk-2022-' + login }
  return (await ask('post', '/session', { body, status: 201 })).value.token
}

const R = '/ledgers/request/records'

async function enter(body, options = {}) {
  return (await ask('post', R, { body, status: 201, ...options })).value
}

async function step(number, name, fields, options = {}) {
  const { because, ...rest } = options
  const body = { fields }
  if (because) body.because = because
  return (await ask('post', `${R}/${number}/steps/${name}`, { body, status: 200, ...rest })).value
}

function example(target) {
  return doc.paths[target].post.requestBody.content['application/json'].example
}

async function records(token) {
  const clerk = token.clerk
  const one = await enter(example(R), { headers: { 'idempotency-key': 'v-1' } })
  await enter(example(R), { headers: { 'idempotency-key': 'v-1' } })
  const code = { 'zhitong-code': one.code }
  await ask('get', `${R}/${one.number}`, { headers: code, status: 200 })
  await ask('get', `${R}/${one.number}/steps`, { headers: code, status: 200 })
  await ask('get', `${R}/${one.number}/steps`, { token: clerk, status: 200 })
  await ask('get', `${R}/${one.number}/steps/assign/suggestions`, { token: clerk, status: 200 })
  await step(one.number, 'hurry', {}, { headers: code })
  await step(one.number, 'supplement', {}, { headers: code, because: 'the lamp by the bridge' })
  await step(one.number, 'assign', { lead: '431382113254', assist: ['4313-RSJ'] }, { token: token.dispatcher })
  await ask('post', `${R}/${one.number}/steps/recall`, { body: { because: 'wrong village' }, token: token.dispatcher, status: 200 })
  const got = await ask('get', `${R}/${one.number}`, { token: clerk, status: 200 })
  const put = { fields: { topic: 'power_supply', urgent: true, place: { code: '431382113254', lat: 27.7, lon: 111.9 }, contact: { name: '陈女士', phone: '13000001234' } }, because: 'said on the telephone' }
  await ask('post', `${R}/${one.number}/steps/correct`, { body: put, token: clerk, headers: { 'if-match': got.etag }, status: 200 })
  await ask('post', `${R}/${one.number}/steps/correct`, { body: put, token: clerk, headers: { 'if-match': got.etag }, status: 409 })
  await step(one.number, 'assign', { lead: '431382113254' }, { token: token.dispatcher })
  await ask('get', '/work', { token: token.handler, status: 200 })
  await step(one.number, 'sign', {}, { token: token.handler })
  await step(one.number, 'reply', { reply: 'mended' }, { token: token.handler })
  await step(one.number, 'confirm', { solved: true, rating: 'satisfied' }, { headers: code })
  await step(one.number, 'redo', { why: 'dark again' }, { headers: code })
  await ask('get', `${R}/${one.number}`, { token: clerk, status: 200 })
  const two = await enter(example(R), { token: clerk })
  await step(two.number, 'answer', { reply: 'at the counter' }, { token: clerk })
  await step(two.number, 'reopen', { why: 'not there' }, { headers: { 'zhitong-code': two.code } })
  await step(two.number, 'decline', { reason: 'not ours', channel_told: '12345' }, { token: clerk })
  const three = await enter(example(R))
  await step(three.number, 'withdraw', {}, { headers: { 'zhitong-code': three.code } })
  const four = await enter(example(R))
  await ask('post', `${R}/${four.number}/steps/void`, { body: { because: 'entered twice' }, token: token.dispatcher, status: 200 })
  return one
}

// A picture of one point: uploaded, given to a record by its token, and downloaded as it was.
async function files(token) {
  const clerk = token.clerk
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
  const up = (await ask('post', `/ledgers/request/files?name=${encodeURIComponent('灯.png')}&field=photos`, { body: png, token: clerk, status: 201 })).value
  const sha256 = createHash('sha256').update(png).digest('hex')
  check(up.type === 'image/png' && up.bytes === png.length && up.sha256 === sha256, 'upload tells what came', JSON.stringify(up))
  const body = example(R)
  const one = await enter({ fields: { ...body.fields, photos: [up.upload] } }, { token: clerk })
  const record = (await ask('get', `${R}/${one.number}`, { token: clerk, status: 200 })).value
  check(record.files.length === 1 && record.files[0].sha256 === sha256, 'the record names its file', JSON.stringify(record.files))
  const target = `${R}/${one.number}/files/${record.files[0].file}`
  for (const [show, how] of [['', 'attachment'], ['?show=1', 'inline']]) {
    const got = await ask('get', target + show, { token: clerk, status: 200 })
    check(got.type === 'image/png' && png.equals(got.raw), 'the file as it was, ' + how, got.type)
    check((got.disposition || '').startsWith(how + ';'), 'the file as ' + how, got.disposition)
  }
  await ask('get', target, { status: 401 })
}

// What is masked in the record is shown for a reason, which then stands on the record.
async function reveal(token) {
  const clerk = token.clerk
  const contact = { name: '陈女士', phone: '13000001234' }
  const one = await enter({ fields: { ...example(R).fields, contact } }, { token: clerk })
  const asked = { field: 'contact', because: 'to call back' }
  const target = `${R}/${one.number}/reveal`
  const masked = (await ask('get', `${R}/${one.number}`, { token: clerk, status: 200 })).value.contact
  check(masked && !masked.includes(contact.phone), 'the record masks the telephone', masked)
  await ask('post', target, { body: { field: 'contact' }, token: clerk, status: 400 })
  await ask('post', target, { body: asked, headers: { 'zhitong-code': one.code }, status: 401 })
  const shown = (await ask('post', target, { body: asked, token: clerk, status: 200 })).value
  check(shown.value.includes(contact.name) && shown.value.includes(contact.phone), 'the private field is shown', shown.value)
  const events = (await ask('get', `${R}/${one.number}`, { token: clerk, status: 200 })).value.events
  check(JSON.stringify(events).includes('to call back'), 'the reason is on the record', JSON.stringify(events))
}

// A stand-in begins and ends, posts are handed over, a session of one's own is ended.
async function people(token) {
  const stand = '/accounts/pd1/stand-ins'
  await ask('post', stand, { body: { for: 'rx1' }, token: token.system, status: 201 })
  const list = (await ask('get', stand, { token: token.system, status: 200 })).value.stand_ins
  check(list.length === 1 && list[0].for === 'rx1', 'the stand-in is listed', JSON.stringify(list))
  await ask('delete', `${stand}/${list[0].stand_in}`, { token: token.system, status: 204 })
  await ask('post', '/accounts/hf1/hand-over', { body: { to: 'rx1' }, token: token.security, status: 200 })
  const again = await signIn('ld1')
  const own = (await ask('get', '/sessions', { token: again, status: 200 })).value.sessions
  check(own.length >= 2 && own.filter((one) => one.this).length === 1, 'sessions of one\'s own', JSON.stringify(own))
  check(own.every((one) => one.address === '127.0.0.1' && one.browser === ''), 'from where they are', JSON.stringify(own))
  await ask('delete', `/sessions/${own.find((one) => one.this).session}`, { token: again, status: 204 })
}

// The sheet of a record that was assigned.
async function papers(token) {
  const one = await enter(example(R), { token: token.clerk })
  await step(one.number, 'assign', { lead: '431382113254' }, { token: token.dispatcher })
  const record = (await ask('get', `${R}/${one.number}`, { token: token.clerk, status: 200 })).value
  await ask('get', `${R}/${one.number}/papers/${record.papers[0].paper}`, { token: token.clerk, status: 200 })
}

// The operations of the document: a path may have parameters beside them.
function operations() {
  return Object.entries(doc.paths).flatMap(([path, item]) => Object.entries(item)
    .filter(([method]) => ['get', 'put', 'post', 'delete'].includes(method))
    .map(([method, operation]) => ({ path, method, operation })))
}

// Every operation is asked once more with nothing: an answer, or a problem as declared.
async function rest(token, number) {
  for (const { path, method, operation } of operations()) {
    if (operation.operationId === 'sign_out') continue
    const ledger = path.endsWith('/series') ? 'indicator' : path.endsWith('/score') ? 'review' : 'request'
    const target = path.replace('{ledger}', ledger).replace('{figure}', 'request.received').replace('{name}', 'request').replace('{number}', number)
    const body = method === 'post' ? {} : undefined
    await ask(method, target, { body })
    await ask(method, target, { body, token: token.clerk })
  }
}

async function lists(token) {
  const clerk = token.clerk
  let after = ''
  for (let page = 0; page < 3; page++) {
    const x = (await ask('get', `${R}?limit=200&count=true${after && '&after=' + after}`, { token: clerk, status: 200 })).value
    after = x.after
    if (!after) break
  }
  await ask('get', `${R}?filter=${encodeURIComponent("state = 'closed'")}&sort=-promised&fields=title,lead,urgent,contact&limit=5`, { token: clerk, status: 200 })
  await ask('get', '/ledgers/organisation/records?limit=1000', { token: clerk, status: 200 })
  await ask('get', `${R}.csv`, { token: clerk, status: 200 })
  await ask('get', `${R}.jsonl?filter=${encodeURIComponent("kind = 'open'")}`, { token: clerk, status: 200 })
  await ask('get', '/work?below=true&limit=20', { token: clerk, status: 200 })
  await ask('get', `/search?q=${encodeURIComponent('路灯')}&limit=3`, { token: clerk, status: 200 })
}

async function figures(token) {
  const all = (await ask('get', '/figures', { token: token.leader, status: 200 })).value.figures
  check(all.length > 20, 'figures there are', all.length)
  for (const f of all) {
    await ask('get', `/figures/${f.figure}`, { token: token.leader, status: 200 })
    await ask('get', `/figures/${f.figure}?from=2022-04-01&to=2022-06-30&rows=true&limit=3`, { token: token.leader, status: 200 })
    // what was known on a day is not kept of distinct counts and maxima
    const known = /distinct:|max:/.test(f.definition) ? '' : '&known=2022-08-10'
    for (const by of f.by.slice(0, 2)) await ask('get', `/figures/${f.figure}?by=${by}&on=2022-07-31${known}`, { token: token.leader, status: 200 })
  }
  await ask('get', '/figures/request.received', { status: 200 })
  for (const format of ['json', 'text', 'md', 'html']) await ask('get', `/bulletins/request?format=${format}`, { token: token.leader, status: 200 })
  await ask('post', '/bulletins/request/publish', { token: token.leader, body: {}, status: 201 })
  await ask('get', '/bulletins/request/published', { token: token.leader, status: 200 })
}

async function city(token) {
  for (const name of ['request', 'organisation']) await ask('get', '/ledgers/' + name, { token: token.clerk, status: 200 })
  await ask('get', '/offices?limit=100', { status: 200 })
  await ask('get', '/offices?below=431302', { status: 200 })
  await ask('get', '/calendar/due?from=2022-05-13&within=13%20workdays', { status: 200 })
  await ask('get', '/me', { token: token.clerk, status: 200 })
  await ask('get', '/accounts?limit=20', { token: token.audit, status: 200 })
  await ask('get', '/looks?limit=20', { token: token.audit, status: 200 })
  await ask('get', '/verify', { token: token.auditor, status: 200 })
}

// What succeeds of every operation must have been met; of steps, those that are walked here.
const WALKED = /_(answer|assign|sign|reply|confirm|redo|reopen|decline|correct|void|recall|withdraw|supplement|hurry)$/

function covered() {
  const others = Object.keys(doc.paths).map((p) => (p.match(/^\/ledgers\/([a-z_]+)\/records$/) || [])[1])
    .filter((name) => name && name !== 'request')
  for (const { operation } of operations()) {
    const id = operation.operationId
    if (others.some((name) => id.split('_').includes(name)) || (/^step_/.test(id) && !WALKED.test(id))) continue
    const good = Object.keys(operation.responses).find((s) => s !== 'default')
    check(met.has(id + ' ' + good), `${id} was answered with ${good}`, 'never met')
  }
}

async function main() {
  const { Validator } = await import(pathToFileURL(path.join(modules, '@seriousme/openapi-schema-validator/index.js')))
  for (const lang of ['zh', 'en']) {
    const open = await (await fetch(`${site}/api/openapi.json?lang=${lang}`)).json()
    const said = await new Validator().validate(open)
    check(said.valid, 'the public document in ' + lang, JSON.stringify(said.errors))
    check(!open.paths['/ledgers/organisation/records'], 'only public ledgers in it', 'organisation')
  }
  const session = await (await fetch(site + '/api/v1/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ login: 'rx1', password: 'Walk-2022-rx1' }) })).json()
  doc = await (await fetch(site + '/api/openapi.json?lang=en', { headers: { authorization: 'Bearer ' + session.token } })).json()
  const said = await new Validator().validate(structuredClone(doc))
  check(said.valid, 'the document', JSON.stringify(said.errors))
  const ids = operations().map((one) => one.operation.operationId)
  check(new Set(ids).size === ids.length, 'operation ids are unique', ids.join(' '))

  ajv = new Ajv({ strict: false, allErrors: true })
  formats(ajv)
  ajv.addSchema(doc, 'doc')
  const token = { clerk: session.token }
  for (const [role, login] of [['clerk', 'rx1'], ['dispatcher', 'pd1'], ['handler', 'h.431382113254'], ['leader', 'ld1'], ['auditor', 'sj1'], ['audit', 'admin.audit'], ['system', 'admin.system'], ['security', 'admin.security']])
    token[role] = await signIn(login)
  const one = await records(token)
  await files(token)
  await reveal(token)
  await lists(token)
  await figures(token)
  await city(token)
  await papers(token)
  await people(token)
  await rest(token, one.number)
  await ask('delete', '/session', { token: token.leader, status: 204 })
  covered()
  process.exit(failed ? 1 : 0)
}

main().catch((e) => {
  console.log('not ok ' + (e.stack || e))
  process.exit(1)
})
