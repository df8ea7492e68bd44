// figures.js: the demo city's figures as check.js counts them from the records it has lived through.
'use strict'
const assert = require('assert')
const c = require('./common')

const SATISFIED = ['very_satisfied', 'satisfied']
const share = (a, b) => (b ? (Math.floor((a * 2000 + b) / (2 * b)) / 10).toFixed(1) : null)

// What the record holds as of the end of the day.
function requests(city, all, end) {
  const kind = (k) => (r) => city.ledgers.request.states[r.state].kind === k
  const count = (test) => all.filter(test).length
  const handle = all.flatMap((r) => r.duties).filter((d) => d.kind === 'handle')
  const steps = (name, test = () => true) =>
    all.flatMap((r) => r.steps).filter((s) => s.step === name && test(s)).length
  const slips = (workdays) =>
    handle.filter((d) => {
      if (d.due === Infinity) return false
      const day = city.calendar.onward(c.dayOf(d.due), workdays)
      return (
        (day + 1) * c.DAY <= Math.min(end, city.now) && (d.ended === null || c.dayOf(d.ended) > day)
      )
    }).length
  const closed = (r) => r.state === 'closed'
  const assigned = (r) =>
    (kind('open')(r) && r.state !== 'received') || (kind('done')(r) && !r.fields.direct)
  const out = {
    received: all.length,
    waiting: count((r) => r.state === 'received'),
    assigned: count(assigned),
    dispatched: count((r) => assigned(r) && !r.parent),
    with_parent: count((r) => assigned(r) && r.parent),
    open: count(kind('open')),
    done: count(kind('done')),
    void: count(kind('void')),
    direct: count((r) => kind('done')(r) && r.fields.direct),
    handled: count((r) => kind('done')(r) && !r.fields.direct),
    rated: count((r) => closed(r) && r.fields.rating),
    satisfied: count((r) => closed(r) && SATISFIED.includes(r.fields.rating)),
    resolved: count((r) => closed(r) && r.fields.solved === true),
    on_time: handle.filter((d) => d.outcome === 'done' && !d.late).length,
    late: handle.filter((d) => d.late || (d.ended === null && end > d.due)).length,
    handovers: handle.length,
    first_led: handle.filter((d) => !d.assisting && !d.under && !d.again).length,
    assisted: handle.filter((d) => d.assisting).length,
    passed_down: handle.filter((d) => d.under).length,
    led_again: handle.filter((d) => !d.assisting && !d.under && d.again).length,
    redone: steps('redo'),
    joined: count((r) => r.parent),
    repeats: count((r) => r.fields.same),
    people: all.reduce((sum, r) => sum + Number(r.fields.people || 0), 0),
    pending: count((r) => r.state === 'listed'),
    self_rated: steps('confirm', (s) => s.as === 'requester'),
    called: steps('confirm', (s) => s.as !== 'requester'),
    not_reached: steps('not_reached'),
    by_hand: steps('enter_rating'),
    returned: steps('return'),
    delegated: steps('delegate'),
    extended: steps('grant'),
    blue: steps('urge'),
    yellow: slips(1),
    red: slips(6),
    remarks: steps('comment'),
    clues: steps('hand_clue'),
  }
  out.satisfaction = share(out.satisfied, out.rated)
  out.resolution = share(out.resolved, out.rated)
  out.unrated = count((r) => ['replied', 'ended'].includes(r.state))
  assert.equal(out.received, out.open + out.done + out.void)
  assert.equal(out.received, out.waiting + out.assigned + out.direct + out.void)
  assert.equal(out.done, out.direct + out.handled)
  return out
}

// ---- the sheets of share/demo/import, loaded on the last day ------------------------------------

const LAST = '2022-08-22'
const sheet = (file) => c.csvRead(c.SHARE, 'demo', 'import', file)
const several = (cell) => cell.split('、').filter(Boolean)
const distinct = (values) => new Set(values).size
const loaded = (end) => end >= c.dayNumber(LAST) * c.DAY

// What is in force by key: as the script left it, and as the sheets say, which may say it again.
function standing(records, key, rows, header, words) {
  const at = new Map(records.map((r) => [r.fields[key], r.state]))
  for (const row of rows) at.set(row[header], words[row.状态] || at.get(row[header]))
  return [...at.values()]
}

function pairings(all, in_, end) {
  if (!loaded(end)) return {}
  const rows = sheet('71-pairing.csv').filter((r) => c.dayNumber(r.结对日期) * c.DAY <= end)
  const of = (header, some = rows) => distinct(some.flatMap((r) => several(r[header])))
  const shape = (villages, helpers) =>
    rows.filter((r) => {
      const n = several(r.帮扶企业代码).length + several(r.帮扶商会代码).length
      return several(r.结对村代码).length > 1 === villages && n > 1 === helpers
    }).length
  return {
    pairings: rows.length,
    many_one: shape(false, true),
    one_one: shape(false, false),
    one_many: shape(true, false),
    many_many: shape(true, true),
    firms: of('帮扶企业代码'),
    chambers: of('帮扶商会代码'),
    villages: of('结对村代码'),
    belt_firms: of('帮扶企业代码', rows.filter((r) => r.示范带 === '是')),
  }
}

// Who keeps up with whom: those of the script, and on the last day those of the sheet.
function friends(all, end) {
  const kinds = { 代表人士: 'representative', 企业家: 'entrepreneur', 商会: 'chamber' }
  const pairs = all.filter((r) => r.state === 'active').map((r) => [r.fields.friend, r.fields.leader])
  if (!loaded(end)) return { pairs: pairs.length }
  for (const r of sheet('72-liaison.csv')) pairs.push([kinds[r.联系对象], r.联系领导])
  const of = (...some) => pairs.filter(([kind]) => some.includes(kind))
  const leaders = (list) => distinct(list.map(([, leader]) => leader))
  return {
    pairs: pairs.length,
    representatives: of('representative').length,
    with_representatives: leaders(of('representative')),
    entrepreneurs: of('entrepreneur').length,
    chambers: of('chamber').length,
    with_firms: leaders(of('entrepreneur', 'chamber')),
  }
}

const by = {
  organisation: (all, in_, end) => {
    const rows = loaded(end) ? sheet('20-organisation.csv').concat(sheet('70-organisation.csv')) : []
    const states = standing(all, 'code', rows, '统一社会信用代码', { 在册: 'active', 已注销: 'retired' })
    return { registered: states.length, active: states.filter((x) => x === 'active').length }
  },
  pairing: pairings,
  occasion: (all, in_, end) => (loaded(end) ? { talks: sheet('73-occasion.csv').length } : {}),
  knowledge: (all, in_) => ({
    entries: all.length,
    proposed: in_('proposed'),
    in_force: in_('in_force'),
    expired: in_('expired'),
    renewed: all.flatMap((r) => r.steps).filter((s) => s.step === 'renew').length,
  }),
  catalogue: (all, in_) => ({
    lines: all.length,
    in_force: in_('in_force'),
    retired: in_('retired'),
    ruled: all.filter((r) => r.fields.origin).length,
    amended: all.flatMap((r) => r.steps).filter((s) => s.step === 'amend').length,
  }),
  liaison: (all, in_, end) => {
    const owed = all.flatMap((r) => r.duties),
      open = owed.filter((d) => d.outcome === null)
    const held = owed.filter((d) => d.outcome === 'done').length
    return {
      ...friends(all, end),
      owed: owed.length,
      held,
      missed: open.filter((d) => end > d.due).length,
      ahead: open.filter((d) => end <= d.due).length,
      kept: share(held, owed.length),
    }
  },
  visit: (all) => ({
    visits: all.length,
    leaders: new Set(all.map((r) => r.fields.leader)).size,
    firms: new Set(all.map((r) => r.fields.firm).filter(Boolean)).size,
    paired: all.filter((r) => r.fields.ref).length,
    requests: all.flatMap((r) => r.steps).filter((s) => s.step === 'request').length,
  }),
  item: (all, in_, end) => {
    const spot = all.filter((r) => r.state === 'struck' && r.fields.spot).length,
      struck = in_('struck') - spot,
      left = in_('listed') + in_('doing')
    return {
      raised: all.length,
      spot,
      listed: struck + left,
      struck,
      left,
      grouped: all.filter((r) => r.parent).length,
      late: all.flatMap((r) => r.duties).filter((d) => d.late || (d.ended === null && end > d.due))
        .length,
      share: share(struck, struck + left),
    }
  },
  clue: (all, in_) => ({
    handed: all.length,
    waiting: in_('handed'),
    looked: in_('received'),
    closed: in_('closed'),
    founded: all.filter((r) => r.state === 'closed' && r.fields.outcome_of !== 'unfounded').length,
  }),
  permit: (all, in_, end, city) => {
    const ended = all.flatMap((r) => r.duties).filter((d) => d.outcome === 'done')
    const at_once = ended.filter((d) => c.dayOf(d.opened) === c.dayOf(d.ended)).length,
      in_time = ended.filter((d) => !d.late).length
    const days = ended.map((d) => {
      let n = 0
      for (let day = c.dayOf(d.opened) + 1; day <= c.dayOf(d.ended); day++)
        n += city.calendar.works(day)
      return n
    })
    const sum = days.reduce((a, b) => a + b, 0)
    return {
      accepted: all.length,
      granted: all.filter((r) => r.state === 'issued' && r.fields.granted).length,
      denied: all.filter((r) => r.state === 'issued' && !r.fields.granted).length,
      ended: ended.length,
      at_once,
      in_time,
      late: ended.length - in_time,
      share: share(at_once, ended.length),
      timely: share(in_time, ended.length),
      average: ended.length
        ? (Math.floor((sum * 20 + ended.length) / (2 * ended.length)) / 10).toFixed(1)
        : null,
      longest: days.length ? Math.max(...days) : null,
    }
  },
}

function count(city, records, day) {
  const end = (c.dayNumber(day) + 1) * c.DAY - 1
  const of = (ledger) => [...records.values()].filter((r) => r.ledger === ledger)
  const out = { on: day, ...requests(city, of('request'), end), more: {} }
  for (const [ledger, figures] of Object.entries(by)) {
    const all = of(ledger)
    out.more[ledger] = figures(
      all,
      (state) => all.filter((r) => r.state === state).length,
      end,
      city,
    )
  }
  return out
}

function sentence(f) {
  return `截至${f.on}，共受理诉求${f.received}件，交办${f.assigned}件，${f.open}件正在办理中，办结${f.done}件（其中${f.direct}件直接答复办结），满意率${f.satisfaction}%（${f.satisfied}/${f.rated}）。待交办${f.waiting}。`
}

// The lines of tests/cli/demo.expected.
function expected(snapshots) {
  for (const { on, more, unrated, ...request } of snapshots)
    for (const [ledger, figures] of Object.entries({ request, ...more }))
      for (const [name, value] of Object.entries(figures))
        if (value !== null) console.log(`${on} ${ledger}.${name} ${value}`)
}

module.exports = { count, sentence, expected }
