// check.js: lives the demo city's script through, by the ledgers' own declarations, and refuses
// whatever the declarations refuse: a step from a wrong state, by a wrong post, with a field it does
// not ask, on a duty that its office does not hold. Then counts the figures from the records it has,
// day by day, without knowing how the script was made. `node tools/demo/check.js` prints them.
//
// It knows the words that the two shipped ledgers use, no more.
'use strict'
const assert = require('assert')
const c = require('./common')

const SATISFIED = ['very_satisfied', 'satisfied']
const list = (x) => (x === undefined ? [] : Array.isArray(x) ? x : [x])

// ---- what the city declares ----------------------------------------------------------------------

function cityRead() {
  const ledgers = Object.fromEntries(
    ['organisation', 'request'].map((n) => [n, c.ledgerRead(c.SHARE, 'ledgers', n + '.yaml')]),
  )
  const lists = {}
  for (const l of Object.values(ledgers))
    for (const f of Object.values(l.fields))
      if (f.type === 'choice' || f.type === 'tree') lists[f.of] = new Set(c.listCodes(f.of))
  const posts = new Map()
  for (const a of c.csvRead(c.SHARE, 'demo', 'accounts.csv')) {
    assert(/^[a-z0-9._-]+$/.test(a.login) && !posts.has(a.login), `login ${a.login}`)
    posts.set(a.login, { office: a.office, roles: a.roles.split(' ') })
  }
  return { ledgers, lists, posts, offices: c.officesRead(), calendar: c.calendarRead(2022) }
}

// ---- clocks --------------------------------------------------------------------------------------

// The last moment that is still in time.
function dueOf(calendar, start, within) {
  const [n, unit] = within.split(' ')
  if (unit.startsWith('minute')) return start + Number(n) * 60
  assert(unit.startsWith('workday'), within)
  return (calendar.onward(c.dayOf(start), Number(n)) + 1) * c.DAY - 1
}
function ruleOf(rules, record) {
  const rule = rules.find(
    (r) => r.when === undefined || (r.when === 'urgent = TRUE' && record.fields.urgent === true),
  )
  return rule.within
}
function dutyOpen(city, record, kind, holder, at) {
  const ledger = city.ledgers[record.ledger],
    duty = ledger.duties[kind]
  let due = dueOf(city.calendar, at, ruleOf(ledger.clocks[duty.clock].rules, record))
  if (duty.take) {
    /* rest - 1 workday, at_least: 1 workday */
    const reserve = (city.calendar.back(c.dayOf(record.promise), 1) + 1) * c.DAY - 1
    due = Math.max(dueOf(city.calendar, at, duty.at_least), Math.min(due, reserve))
  }
  record.duties.push({
    kind,
    holder,
    round: record.round,
    opened: at,
    due,
    ended: null,
    outcome: null,
    late: false,
  })
}
function dutyEnd(duty, outcome, at) {
  Object.assign(duty, { ended: at, outcome, late: at > duty.due })
}

// ---- one step ------------------------------------------------------------------------------------

function fieldCheck(city, records, name, field, value) {
  const said = `${name}: ${JSON.stringify(value)}`
  if (field.many) {
    assert(Array.isArray(value) && new Set(value).size === value.length, said)
    return value.forEach((v) => fieldCheck(city, records, name, { ...field, many: undefined }, v))
  }
  switch (field.type) {
    case 'text':
    case 'note':
      assert(typeof value === 'string' && value !== '' && !/[{}|\n]/.test(value), said)
      return assert([...value].length <= Number(field.max || 1e6), said)
    case 'code':
      return assert(/^[A-Za-z0-9._/-]{1,64}$/.test(value), said)
    case 'choice':
    case 'tree':
      return assert(city.lists[field.of].has(value), said)
    case 'flag':
      return assert(typeof value === 'boolean', said)
    case 'office':
      return assert(city.offices.has(value), said)
    case 'place':
      return assert(
        /^\d+(@-?\d+\.\d+,-?\d+\.\d+)?$/.test(value) && city.offices.has(value.split('@')[0]),
        said,
      )
    case 'person':
      return assert(
        Object.keys(value).join() === 'name,phone' && /^1300000\d{4}$/.test(value.phone),
        said,
      )
    case 'link':
      return assert(
        records.has(value) &&
          records.get(value).ledger === field.of &&
          records.get(value).state === 'active',
        said,
      )
    default:
      throw new Error(`no check for ${field.type}`)
  }
}
function mayTake(city, by, as, record) {
  return list(by).some((who) => {
    if (who === 'requester') return as === 'requester'
    const [role, where] = who.split('@'),
      post = city.posts.get(as)
    if (!post || !post.roles.includes(role)) return false
    if (where === 'holder') return true /* the duty itself is looked up by the post's office */
    assert(where === 'owner', who)
    return c.upward(city.offices, record.owner).includes(post.office)
  })
}
function kindOf(city, record) {
  return city.ledgers[record.ledger].states[record.state].kind
}

function enter(city, line) {
  const post = city.posts.get(line.as)
  return {
    ledger: line.ledger,
    name: line.record,
    owner: post ? post.office : '4313',
    state: null,
    round: 1,
    promise: null,
    fields: { direct: false, urgent: false },
    duties: [],
    steps: [],
  }
}
function take(city, records, line) {
  const ledger = city.ledgers[line.ledger],
    step = ledger.steps[line.step],
    at = c.moment(line.at)
  assert(step, `no step ${line.step}`)
  let record = records.get(line.record)
  if (!record) {
    assert(!step.from, 'the first step must enter the record')
    records.set(line.record, (record = enter(city, line)))
  } else assert(step.from && at > record.steps.at(-1).at, 'later than the step before')
  assert(record.ledger === line.ledger)
  assert(!step.from || list(step.from).includes(record.state), `from ${record.state}`)
  assert(mayTake(city, step.by, line.as, record), `${line.as} may not`)
  if (step.when)
    assert(step.when === `direct = ${String(record.fields.direct).toUpperCase()}`, step.when)

  for (const [name, value] of Object.entries(line.fields)) {
    assert(list(step.ask).includes(name), `${name} is not asked`)
    fieldCheck(city, records, name, ledger.fields[name], value)
    record.fields[name] = value
  }
  if (!step.from)
    for (const [name, f] of Object.entries(ledger.fields))
      assert(!f.required || name in record.fields, `${name} missing`)
  for (const [name, value] of Object.entries(step.set || {})) record.fields[name] = value === 'TRUE'
  if (step.round === 'next') record.round++
  if (ledger.promise && ledger.promise.from.includes(line.step))
    record.promise = dueOf(city.calendar, at, ruleOf(ledger.promise.rules, record))

  const complete = endDuties(city, record, step, line, at)
  if (complete) {
    record.state = step.to || record.state
    for (const kind of Object.keys(step.opens || {}))
      openDuties(city, record, ledger.duties[kind], kind, at)
  }
  record.steps.push({ at, step: line.step, as: line.as, complete })
}
// Whether the step's `to` and `opens` take effect.
function endDuties(city, record, step, line, at) {
  const open = (d) => d.ended === null
  if (step.on === undefined) {
    assert(line.duty === undefined)
    for (const [kind, outcome] of Object.entries(step.ends || {}))
      record.duties
        .filter((d) => open(d) && d.kind === kind)
        .forEach((d) => dutyEnd(d, outcome, at))
    return true
  }
  const kind = step.on.split(' ')[1],
    office = city.posts.get(line.as).office
  assert(line.duty === kind, `on duty ${kind}`)
  const own = record.duties.find((d) => open(d) && d.kind === kind && d.holder === office)
  assert(own, `${office} holds no open duty ${kind}`)
  dutyEnd(own, step.ends[kind], at)
  const group = record.duties.filter((d) => open(d) && d.kind === kind)
  if (
    city.ledgers[record.ledger].duties[kind].done_when === 'lead' &&
    own.holder !== record.fields.lead
  )
    return false
  for (const d of group) {
    assert(
      at <= d.due,
      'an assisting duty is withdrawn after its due time: is it late? keep the demo clear of it',
    )
    dutyEnd(d, 'withdrawn', at)
  }
  return true
}
function openDuties(city, record, duty, kind, at) {
  const f = record.fields,
    holders = duty.holder === 'owner' ? [record.owner] : [f.lead]
  if (duty.each) holders.push(...list(f[duty.each]))
  assert(new Set(holders).size === holders.length, 'an office holds a duty once')
  for (const holder of holders) dutyOpen(city, record, kind, holder, at)
}

// ---- figures -------------------------------------------------------------------------------------

function figures(city, records, day) {
  const requests = [...records.values()].filter((r) => r.ledger === 'request')
  const end = (c.dayNumber(day) + 1) * c.DAY - 1
  const count = (test) => requests.filter(test).length
  const kind = (k) => (r) => kindOf(city, r) === k
  const handle = requests.flatMap((r) => r.duties).filter((d) => d.kind === 'handle')
  const out = {
    on: day,
    received: requests.length,
    waiting: count((r) => r.state === 'received'),
    assigned: count(
      (r) => (kind('open')(r) && r.state !== 'received') || (kind('done')(r) && !r.fields.direct),
    ),
    open: count(kind('open')),
    done: count(kind('done')),
    void: count(kind('void')),
    direct: count((r) => kind('done')(r) && r.fields.direct),
    handled: count((r) => kind('done')(r) && !r.fields.direct),
    rated: count((r) => r.state === 'closed' && r.fields.rating),
    satisfied: count((r) => r.state === 'closed' && SATISFIED.includes(r.fields.rating)),
    on_time: handle.filter((d) => d.outcome === 'done' && !d.late).length,
    late: handle.filter((d) => d.late || (d.ended === null && end > d.due)).length,
    handovers: handle.length,
    redone: requests.flatMap((r) => r.steps).filter((s) => s.step === 'redo').length,
    replied: count((r) => r.state === 'replied'),
    firms: [...records.values()].filter((r) => r.ledger === 'organisation').length,
    firms_active: count2(records, 'active'),
  }
  out.satisfaction = out.rated
    ? (Math.floor((out.satisfied * 2000 + out.rated) / (2 * out.rated)) / 10).toFixed(1)
    : null
  assert.equal(out.received, out.open + out.done + out.void)
  assert.equal(out.received, out.waiting + out.assigned + out.direct + out.void)
  assert.equal(out.done, out.direct + out.handled)
  return out
}
const count2 = (records, state) =>
  [...records.values()].filter((r) => r.ledger === 'organisation' && r.state === state).length

function sentence(f) {
  return `截至${f.on}，共受理诉求${f.received}件，交办${f.assigned}件，${f.open}件正在办理中，办结${f.done}件（其中${f.direct}件直接答复办结），满意率${f.satisfaction}%（${f.satisfied}/${f.rated}）。待交办${f.waiting}。`
}

// ---- the whole script ----------------------------------------------------------------------------

function run(days = ['2022-05-31', '2022-08-22']) {
  const city = cityRead(),
    records = new Map(),
    snapshots = []
  const lines = c.read(c.SHARE, 'demo', 'script.jsonl').trimEnd().split('\n').map(JSON.parse)
  const ahead = days.slice()
  let last = 0
  lines.forEach((line, i) => {
    try {
      const at = c.moment(line.at)
      assert(at >= last, 'time runs forward')
      while (ahead.length && c.dayOf(at) > c.dayNumber(ahead[0]))
        snapshots.push(figures(city, records, ahead.shift()))
      last = at
      take(city, records, line)
    } catch (e) {
      e.message = `script.jsonl:${i + 1}: ${line.record} ${line.step} ${line.at} ${line.as}: ${e.message}`
      throw e
    }
  })
  for (const day of ahead) snapshots.push(figures(city, records, day))
  return { city, records, lines, snapshots }
}

// The newspaper's sentence of 22 August 2022.
function assertNewspaper({ city, records, snapshots }) {
  const f = snapshots.at(-1)
  const want = {
    on: '2022-08-22',
    received: 386,
    waiting: 0,
    assigned: 339,
    open: 20,
    done: 366,
    void: 0,
    direct: 47,
    handled: 319,
    rated: 345,
    satisfied: 334,
    satisfaction: '96.8',
    replied: 21,
  }
  for (const [name, value] of Object.entries(want)) assert.equal(f[name], value, name)
  const open = [...records.values()].filter(
    (r) => r.ledger === 'request' && ['assigned', 'handling'].includes(r.state),
  )
  assert.equal(open.length, 20)
  assert(
    [...records.values()].every((r) => r.state !== 'closed' || r.fields.rating),
    'every closed record is rated',
  )
  for (const s of [...records.values()].flatMap((r) =>
    r.ledger === 'request' ? r.steps.slice(1) : [],
  )) {
    const hour = (s.at % c.DAY) / 3600
    assert(
      s.as === 'requester' || (hour > 8 && hour < 18 && city.calendar.works(c.dayOf(s.at))),
      `${s.as} at ${c.momentText(s.at)}`,
    )
  }
}

// ---- what stands in it ---------------------------------------------------------------------------

function tally(items, key) {
  const out = {}
  for (const x of items) out[key(x)] = (out[key(x)] || 0) + 1
  return Object.fromEntries(Object.entries(out).sort())
}
function summary({ records, lines, snapshots }) {
  const requests = [...records.values()].filter((r) => r.ledger === 'request')
  const duties = requests.flatMap((r) => r.duties.map((d) => ({ ...d, record: r })))
  const ended = duties.filter((d) => d.outcome === 'done')
  const share = (kind, test = () => true) => {
    const of = ended.filter((d) => d.kind === kind && test(d)),
      late = of.filter((d) => d.late).length
    return `${late}/${of.length} = ${((100 * late) / of.length).toFixed(1)} %`
  }
  const show = (name, value) =>
    console.log(name.padEnd(22), typeof value === 'string' ? value : JSON.stringify(value))
  show('lines', `${lines.length}, ${requests.length} requests`)
  show(
    'steps',
    tally(lines, (l) => `${l.ledger}.${l.step}`),
  )
  show(
    'by channel',
    tally(requests, (r) => r.fields.channel),
  )
  show(
    'by month',
    tally(requests, (r) => c.dayText(c.dayOf(r.steps[0].at)).slice(0, 7)),
  )
  show(
    'by weekday (0 = Sun)',
    tally(requests, (r) => (c.dayOf(r.steps[0].at) + 4) % 7),
  )
  show(
    'by owner',
    tally(requests, (r) => r.owner),
  )
  show(
    'by state',
    tally(requests, (r) => r.state),
  )
  show(
    'by rating',
    tally(
      requests.filter((r) => r.state === 'closed'),
      (r) => r.fields.rating,
    ),
  )
  show('topics used', String(new Set(requests.map((r) => r.fields.topic)).size))
  show('leads used', String(new Set(requests.map((r) => r.fields.lead)).size))
  show(
    'places used',
    String(new Set(requests.map((r) => String(r.fields.place).split('@')[0])).size),
  )
  show('urgent', String(requests.filter((r) => r.fields.urgent).length))
  show(
    'with assist',
    tally(
      requests.filter((r) => r.fields.lead),
      (r) => list(r.fields.assist).length,
    ),
  )
  show(
    'assist replied early',
    String(
      lines.filter((l) => l.step === 'reply').length -
        requests.flatMap((r) => r.steps).filter((s) => s.step === 'reply' && s.complete).length,
    ),
  )
  for (const kind of ['dispatch', 'sign', 'handle', 'callback']) show(`late ${kind}`, share(kind))
  show(
    'late handle, leads',
    share('handle', (d) => d.holder === d.record.fields.lead),
  )
  show('distinct bodies', String(new Set(requests.map((r) => r.fields.body)).size))
  show('distinct titles', String(new Set(requests.map((r) => r.fields.title)).size))
  for (const f of snapshots) {
    console.log('\n' + sentence(f))
    console.log(JSON.stringify(f))
  }
}

module.exports = { run, assertNewspaper, summary }
if (require.main === module) {
  const result = run(process.argv.length > 2 ? process.argv.slice(2) : undefined)
  if (process.argv.length === 2) assertNewspaper(result)
  summary(result)
}
