// check.js: lives the demo city's script through, by the ledgers' own declarations, and refuses
// whatever the declarations refuse: a step from a wrong state, by a wrong post, with a field it does
// not ask, on a duty that its office does not hold. Then counts the figures from the records it has,
// day by day, without knowing how the script was made. `node tools/demo/check.js` prints them.
//
// It knows the words that the shipped ledgers use; limits, silence and nesting under a promise that
// moves are left to the program, which refuses the script where they are not kept.
'use strict'
const assert = require('assert')
const fs = require('fs')
const path = require('path')
const c = require('./common')

const figures = require('./figures')
const list = (x) => (x === undefined ? [] : Array.isArray(x) ? x : [x])

// ---- what the city declares ----------------------------------------------------------------------

function cityRead() {
  const names = fs.readdirSync(path.join(c.SHARE, 'ledgers')).map((f) => f.replace('.yaml', ''))
  const ledgers = Object.fromEntries(
    names.map((n) => [n, c.ledgerRead(c.SHARE, 'ledgers', n + '.yaml')]),
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
  return {
    ledgers,
    lists,
    posts,
    offices: c.officesRead(),
    calendar: c.calendarRead(2022),
    now: 0,
  }
}

// ---- conditions and clocks -----------------------------------------------------------------------

// Conjunctions of: flag = TRUE, choice = 'x', choice IN ('x','y'), field IS NOT NULL.
function holds(condition, fields) {
  if (/ OR /.test(condition)) return true /* what it looks at elsewhere: the program's */
  return (condition || '').split(' AND ').every((part) => {
    if (part === '') return true
    const flag = /^(\w+) = (TRUE|FALSE)$/.exec(part),
      is = /^(\w+) = '(\w+)'$/.exec(part),
      among = /^(\w+) IN \((.*)\)$/.exec(part),
      some = /^(\w+) IS NOT NULL$/.exec(part)
    if (flag) return (fields[flag[1]] === true) === (flag[2] === 'TRUE')
    if (is) return fields[is[1]] === is[2]
    if (among) return among[2].split(',').includes(`'${fields[among[1]]}'`)
    assert(some, part)
    return fields[some[1]] !== undefined
  })
}
const endOf = (day) => (day + 1) * c.DAY - 1
// The last moment that is still in time.
function dueOf(calendar, start, within) {
  const [n, unit] = within.split(' '),
    day = c.dayOf(start)
  if (n === '0') return endOf(day)
  if (unit.startsWith('minute')) return start + Number(n) * 60
  if (unit.startsWith('workday')) return endOf(calendar.onward(day, Number(n)))
  if (unit === 'days') return endOf(calendar.next(day + Number(n)))
  assert(unit.startsWith('month'), within)
  const d = new Date(day * c.DAY * 1000)
  d.setUTCMonth(d.getUTCMonth() + Number(n))
  return endOf(calendar.next(Math.floor(d / 1000 / c.DAY)))
}
const ruleOf = (rules, record) => rules.find((r) => holds(r.when, record.fields)).within

function dutyOpen(city, record, kind, holder, at, more = {}) {
  const ledger = city.ledgers[record.ledger],
    duty = ledger.duties[kind]
  let due = dueOf(city.calendar, at, ruleOf(ledger.clocks[more.clock || duty.clock].rules, record))
  const over = more.under ? more.under.due : duty.under ? record.promise : Infinity
  const day = c.dayOf(over)
  if (duty.under && over !== Infinity)
    due = Math.min(
      due,
      duty.take && duty.take !== 'rest' ? endOf(city.calendar.back(day, 1)) : over,
    )
  if (duty.at_least) due = Math.max(dueOf(city.calendar, at, duty.at_least), due)
  const { under, of, assisting = false } = more
  if (more.due) due = more.due
  const alike = (d) => d.kind === kind && d.assisting === assisting && !d.under === !under
  record.duties.push({
    kind,
    holder,
    assisting,
    again: record.duties.some((d) => alike(d) && d.opened < at),
    round: record.round,
    opened: at,
    due,
    under,
    of,
    ended: null,
    outcome: null,
    late: false,
  })
}
function dutyEnd(duty, outcome, at) {
  Object.assign(duty, { ended: at, outcome, late: at > duty.due })
}
const isOpen = (d) => d.ended === null
// Is it that duty, or handed down from it?
const isUnder = (d, duty) => d !== undefined && (d === duty || isUnder(d.under, duty))

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
    case 'rows':
      return assert(
        JSON.parse(value).every((row) => Object.keys(row).every((k) => k in field.rows)),
        said,
      )
    case 'int':
      return assert(/^\d+$/.test(value), said)
    case 'day':
      return assert(/^\d{4}-\d\d-\d\d$/.test(value), said)
    case 'account':
      return assert(city.posts.has(value), said)
    case 'person':
      return assert(
        Object.keys(value).join() === 'name,phone' && /^1300000\d{4}$/.test(value.phone),
        said,
      )
    case 'link':
      return assert(records.has(value) && records.get(value).ledger === field.of, said)
    default:
      throw new Error(`no check for ${field.type}`)
  }
}
function mayTake(city, by, as, record) {
  return list(by).some((who) => {
    if (who === 'requester') return as === 'requester'
    if (who === 'timer') return as === 'timer'
    const [role, where] = who.split('@'),
      post = city.posts.get(as)
    if (!post || !post.roles.includes(role)) return false
    if (where === 'holder') return true /* the duty itself is looked up by the post's office */
    const office = where === 'owner' || where === 'above' ? record.owner : record.fields[where]
    return c.upward(city.offices, office).includes(post.office)
  })
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
    fields: {},
    duties: [],
    steps: [],
    asked: [],
  }
}
function take(city, records, line) {
  const ledger = city.ledgers[line.ledger],
    step = ledger.steps[line.step],
    at = c.moment(line.at)
  assert(step, `no step ${line.step}`)
  let record = records.get(line.record)
  const enters = !record
  if (enters) records.set(line.record, (record = enter(city, line)))
  else assert(at > record.steps.at(-1).at, 'later than the step before')
  assert(record.ledger === line.ledger && enters === (!step.from && !step.answers && !step.on))
  assert(!step.from || list(step.from).includes(record.state), `from ${record.state}`)
  assert(mayTake(city, step.by, line.as, record), `${line.as} may not`)
  fill(city, records, record, step, line)
  if (enters)
    for (const [name, f] of Object.entries(ledger.fields))
      assert(!f.required || name in record.fields, `${name} missing`)
  begin(city, records, record, line.step, step, line, at)
}
// Its round and its promise; then what it does.
function begin(city, records, record, verb, step, line, at) {
  const { promise } = city.ledgers[record.ledger]
  if (step.round === 'next') record.round++
  if (
    promise &&
    (promise.from ? promise.from.includes(verb) : !step.from && !step.on && !step.answers)
  )
    record.promise = dueOf(city.calendar, at, ruleOf(promise.rules, record))
  act(city, records, record, step, line, at)
}
function fill(city, records, record, step, line) {
  const { fields } = city.ledgers[record.ledger]
  for (const [name, value] of Object.entries(line.fields)) {
    assert(list(step.ask).includes(name), `${name} is not asked`)
    if (name === 'parent') record.parent = records.get(value)
    else fieldCheck(city, records, name, fields[name], value)
    record.fields[name] = value
  }
  assert(holds(step.when, record.fields), step.when)
  for (const [name, value] of Object.entries(step.set || {}))
    record.fields[name] = value.startsWith("'") ? value.slice(1, -1) : value === 'TRUE'
  for (const [name, other] of Object.entries(step.moves || {}))
    record.fields[name] = record.fields[other]
}
// What the step does: to its duty or those that the record has, to the state, to other records.
function act(city, records, record, step, line, at) {
  const about = answered(record, step)
  const done = endDuties(city, record, step, line, at)
  if (step.asks) record.asked.push({ step: line.step, duty: done.duty, open: true })
  if (about) moved(city, record, about, step, at)
  shifted(city, record, about || done.duty, step, at)
  if (done.complete) {
    record.state = step.to || record.state
    for (const [kind, how] of Object.entries(step.opens || {}))
      openDuties(city, record, kind, how, done, step, at)
    if (city.ledgers[record.ledger].states[record.state].kind === 'void')
      record.duties.filter(isOpen).forEach((d) => dutyEnd(d, 'withdrawn', at))
  }
  record.steps.push({ at, step: line.step, as: line.as, complete: done.complete })
  if (step.also && done.complete) share(city, records, record, step, line, at)
  if (step.meets) meet(records, record, at)
  for (const makes of list(step.makes)) make(city, records, record, makes, line, at)
}
// Records that the step makes; those that the script speaks of again have names.
function make(city, records, record, makes, line, at) {
  const ledger = city.ledgers[makes.ledger],
    [verb, step] = Object.entries(ledger.steps).find(([, s]) => !s.from && !s.answers && !s.on)
  if (makes.when && !holds(makes.when, record.fields)) return
  const rows = makes.each ? JSON.parse(record.fields[makes.each] || '[]') : [{}]
  const names = (line.makes || {})[makes.ledger] || []
  assert(names.length === 0 || names.length === rows.length)
  rows.forEach((row, i) => {
    const name = names[i] || `${record.name}.${makes.ledger}.${record.steps.length}.${i}`
    const one = enter(city, { ledger: makes.ledger, record: name })
    one.owner = record.owner
    const fields = { [makes.link]: record.name }
    for (const [theirs, ours] of Object.entries(makes.map)) {
      const value = ours in row ? row[ours] : record.fields[ours]
      if (value !== undefined) fields[theirs] = value
    }
    for (const [field, value] of Object.entries(fields))
      fieldCheck(city, records, field, ledger.fields[field], value)
    Object.assign(one.fields, fields)
    assert(!records.has(name), `${name} is there already`)
    records.set(name, one)
    begin(city, records, one, verb, step, { step: verb, as: line.as }, at)
  })
}
// The duty that the step answers a request about.
function answered(record, step) {
  const ask = record.asked.find((x) => x.open && list(step.answers).includes(x.step))
  assert(ask || !step.answers, 'nothing to answer')
  if (!ask) return null
  ask.open = false
  return ask.duty
}
// A ruling that names another office moves the duty.
function moved(city, record, duty, step, at) {
  if (!isOpen(duty) || !record.fields.lead || duty.holder === record.fields.lead || duty.under)
    return
  dutyEnd(duty, 'returned', at)
  const due = step.clock === 'restart' ? undefined : duty.due
  dutyOpen(city, record, duty.kind, record.fields.lead, at, { due })
}
// More time, or a stop outside the clock.
function shifted(city, record, duty, step, at) {
  const workdays = (d, n) => endOf(city.calendar.onward(c.dayOf(d), n))
  if (step.extends) {
    duty.due = workdays(duty.due, parseInt(step.extends.by, 10))
    if (list(step.extends.clock).includes('promise'))
      record.promise = workdays(record.promise, parseInt(step.extends.by, 10))
  }
  if (step.holds) record.held = { duty, at, due: duty.due }
  if (step.holds) duty.due = Infinity
  if (!step.frees) return
  let days = 0 /* the day it is held does not count, the day it is freed does */
  for (let d = c.dayOf(record.held.at); d < c.dayOf(at); d++) days += city.calendar.works(d)
  record.held.duty.due = workdays(record.held.due, days)
  record.promise = workdays(record.promise, days)
}
// Whether the step's `to` and `opens` take effect, and the duty it was taken on.
function endDuties(city, record, step, line, at) {
  const ends = Object.entries(step.ends || {})
  if (step.on === undefined) {
    assert(line.duty === undefined)
    const gone = []
    for (const [kind, outcome] of ends)
      for (const d of record.duties.filter((x) => isOpen(x) && x.kind === kind)) {
        dutyEnd(d, outcome, at)
        gone.push(d)
      }
    return { complete: true, gone }
  }
  if (step.on.startsWith('paper')) return { complete: true, gone: [] }
  const kind = step.on.split(' ')[1],
    office = city.posts.get(line.as).office
  assert(line.duty === kind, `on duty ${kind}`)
  const own = record.duties.find((d) => isOpen(d) && d.kind === kind && d.holder === office)
  assert(own, `${office} holds no open duty ${kind}`)
  if (ends.length === 0) return { complete: true, duty: own, gone: [] }
  return { ...endOwn(city, record, step, own, at), duty: own, gone: [] }
}
function endOwn(city, record, step, own, at) {
  const target = own.of || own /* a review acts for the duty above the one it reviews */
  dutyEnd(own, step.ends[own.kind], at)
  if (own.of && !step.ends[target.kind]) return { complete: false }
  if (own.of) dutyEnd(target, step.ends[target.kind], at)
  for (const d of record.duties)
    if (isOpen(d) && (isUnder(d, target) || (d.of && isUnder(d.of, target))))
      dutyEnd(d, 'withdrawn', at)
  if (target.under) {
    dutyOpen(city, record, 'review', target.under.holder, at, { of: target.under })
    return { complete: false }
  }
  const ledger = city.ledgers[record.ledger]
  const group = record.duties.filter((d) => isOpen(d) && d.kind === target.kind)
  if (ledger.duties[target.kind].done_when === 'lead' && target.holder !== record.fields.lead)
    return { complete: false }
  for (const d of group) {
    assert(
      at <= d.due,
      'an assisting duty is withdrawn after its due time: keep the demo clear of it',
    )
    dutyEnd(d, 'withdrawn', at)
  }
  return { complete: true }
}
function openDuties(city, record, kind, how, done, step, at) {
  const f = record.fields,
    duty = city.ledgers[record.ledger].duties[kind]
  if (how.under === 'this')
    return dutyOpen(city, record, kind, f[how.holder], at, {
      clock: how.clock,
      under: done.duty,
    })
  const holders = duty.holder === 'owner' ? [record.owner] : [f[duty.holder]]
  if (duty.each) holders.push(...list(f[duty.each]))
  assert(new Set(holders).size === holders.length, 'an office holds a duty once')
  const before = done.gone.find((d) => d.kind === kind)
  const due = before && step.clock !== 'restart' ? before.due : undefined
  for (const [i, holder] of holders.entries())
    dutyOpen(city, record, kind, holder, at, { due, assisting: i > 0 })
}
// The children take the step that the parent's step names, with its inputs.
function share(city, records, parent, step, line, at) {
  const verb = step.also.children
  for (const child of records.values()) {
    if (child.parent !== parent || child.ledger !== parent.ledger) continue
    const its = city.ledgers[child.ledger].steps[verb]
    if (!its.from.includes(child.state)) continue
    const fields = Object.fromEntries(
      Object.entries(line.fields).filter(([name]) => list(its.ask).includes(name)),
    )
    fill(city, records, child, its, { fields })
    act(city, records, child, its, { step: verb, as: 'timer' }, at)
  }
}
function meet(records, visit, at) {
  const pair = [...records.values()].find(
    (r) => r.ledger === 'liaison' && visit.fields.ref && r.fields.ref === visit.fields.ref,
  )
  const due = pair && pair.duties.filter(isOpen).sort((a, b) => a.due - b.due)[0]
  if (due) dutyEnd(due, 'done', at)
}

// ---- what happens by itself at the beginning of a day ---------------------------------------------

function comeRound(city, records, day) {
  city.now = day * c.DAY
  const quarter = /-(01|04|07|10)-01$/.test(c.dayText(day))
  for (const r of records.values()) {
    if (quarter && r.ledger === 'liaison' && r.state === 'active')
      dutyOpen(city, r, 'visit', r.fields.office, day * c.DAY)
    if (r.ledger !== 'knowledge' || r.state !== 'in_force') continue
    const renew = r.duties.find((d) => isOpen(d) && d.kind === 'renew')
    if (renew.due >= day * c.DAY) continue
    dutyEnd(renew, 'failed', renew.due)
    r.state = 'expired'
  }
}

// ---- the whole script ----------------------------------------------------------------------------

function run(days = ['2022-05-31', '2022-08-22']) {
  const city = cityRead(),
    records = new Map(),
    snapshots = []
  const lines = c.read(c.SHARE, 'demo', 'script.jsonl').trimEnd().split('\n').map(JSON.parse)
  const ahead = days.slice()
  const begun = c.dayOf(c.moment(lines[0].at))
  let last = 0,
    today = begun
  lines.forEach((line, i) => {
    try {
      const at = c.moment(line.at)
      assert(at >= last, 'time runs forward')
      while (ahead.length && c.dayOf(at) > c.dayNumber(ahead[0]))
        snapshots.push(figures.count(city, records, ahead.shift()))
      while (today < c.dayOf(at)) comeRound(city, records, ++today)
      last = at
      take(city, records, line)
    } catch (e) {
      e.message = `script.jsonl:${i + 1}: ${line.record} ${line.step} ${line.at} ${line.as}: ${e.message}`
      throw e
    }
  })
  for (const day of ahead) snapshots.push(figures.count(city, records, day))
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
    unrated: 21,
  }
  for (const [name, value] of Object.entries(want)) assert.equal(f[name], value, name)
  const open = [...records.values()].filter(
    (r) => r.ledger === 'request' && ['assigned', 'handling', 'listed'].includes(r.state),
  )
  assert.equal(open.length, 20)
  assert(
    [...records.values()].every(
      (r) => r.ledger !== 'request' || r.state !== 'closed' || r.fields.rating,
    ),
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
    console.log('\n' + figures.sentence(f))
    console.log(JSON.stringify(f))
  }
}

module.exports = { run, assertNewspaper, summary }
if (require.main === module) {
  const [, , ...days] = process.argv
  if (days[0] === '--expected') figures.expected(run(days.slice(1)).snapshots)
  else {
    const result = run(days.length ? days : undefined)
    if (days.length === 0) assertNewspaper(result)
    summary(result)
  }
}
