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
  const out = {
    received: all.length,
    waiting: count((r) => r.state === 'received'),
    assigned: count(
      (r) => (kind('open')(r) && r.state !== 'received') || (kind('done')(r) && !r.fields.direct),
    ),
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

const by = {
  organisation: (all, in_) => ({ registered: all.length, active: in_('active') }),
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
      pairs: in_('active'),
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
