// ledgers.js: the records of the other ledgers: knowledge and catalogue, pairs and visits, the list,
// service items, clues.
'use strict'
const assert = require('assert')
const c = require('./common')
const texts = require('./texts')
const { fill, trades } = require('./words')
const { person, LEADERS } = require('./cast')
const { rng, calendar, CUTOFF, LAST, at, sometime, name, handlerOf, usOf } = require('./world')
const { step, last, soon } = require('./life')

const day = (iso) => c.dayNumber(iso)
const later = (r, days) => sometime(calendar.onward(c.dayOf(last(r)), days), soon(last(r), 10, 60))
const inTime = (t) => t < CUTOFF - 1800
const all = [] /* every record of these ledgers */
function begin(ledger, prefix, t, as, verb, fields) {
  const r = {
    ledger,
    record: `${prefix}${all.filter((x) => x.ledger === ledger).length + 1}`,
    lines: [],
  }
  all.push(r)
  step(r, t, as, verb, fields)
  return r
}
// One that another's step makes: it has its name from there, and no line of its own for it.
function made(ledger, prefix, by) {
  const r = {
    ledger,
    record: `${prefix}${all.filter((x) => x.ledger === ledger).length + 1}`,
    lines: [],
    shared: last(by),
  }
  all.push(r)
  const line = by.lines.at(-1)
  line.makes = line.makes || {}
  ;(line.makes[ledger] = line.makes[ledger] || []).push(r.record)
  return r
}
const leaves = Object.entries(texts.topics).map(([code, topic]) => ({ code, ...topic }))
const plainWords = () => ({
  firm: '企业',
  we: '本公司',
  goods: '产品',
  gear: '设备',
  raw: '原料',
  where: '厂区',
  town: '本地',
  county: '本县',
  month: '上月',
  us: '我局',
  sign: '次日',
  done: '当周',
})

// ---- knowledge -----------------------------------------------------------------------------------

const known = [] /* { topic, record, from, to } */
const BRIEF = ['tax_relief', 'interest', 'reward', 'guide']

function knowledge() {
  let dated = 0
  for (const leaf of leaves) {
    const problem = leaf.problems.find((p) => p.d)
    if (!problem) continue
    const words = plainWords(),
      brief = BRIEF.includes(leaf.code)
    const first = known.length < 16
    const t = first
      ? at(day('2022-03-18'), 8, 40) + known.length * 600
      : sometime(day('2022-05-09') + known.length, 0)
    const question = fill(rng, problem.t, words).slice(0, 80)
    fill(rng, problem.b, words)
    const r = begin('knowledge', 'k', t, rng.pick(['zx1', 'zx2']), 'propose', {
      question,
      answer: fill(rng, rng.pick(problem.d), words),
      topic: leaf.code,
      ...(brief && { brief: true }),
    })
    step(r, first ? t + 7200 : later(r, 1), rng.pick(['hf1', 'hf2']), 'approve', {
      remark: '内容准确，可以使用。',
    })
    const entry = { topic: leaf.code, record: r.record, from: last(r), to: Infinity }
    known.push(entry)
    if (!brief || !first) continue
    if (++dated % 2) {
      step(r, sometime(day('2022-06-08'), 0), 'zx1', 'renew', {
        answer: fill(rng, rng.pick(problem.d), words),
      })
    } else entry.to = at(day('2022-06-18'), 0)
  }
  const no = begin('knowledge', 'k', sometime(day('2022-06-20'), 0), 'zx1', 'propose', {
    question: '企业能否代员工补缴外省社保',
    answer: '需向参保地咨询。',
    topic: 'insurance',
  })
  step(no, later(no, 1), 'hf1', 'reject', { remark: '没有准确答案，不宜作为标准答复。' })
  for (const [topic, question] of [
    ['training', '技能培训补贴怎样申请'],
    ['parking', '货车临时装卸车位怎样设置'],
  ])
    begin('knowledge', 'k', sometime(day('2022-08-22') - 0, at(LAST, 14, 40)), 'zx2', 'propose', {
      question,
      answer: '申请条件、材料和办理时间见办事指南，可在线上渠道提交。',
      topic,
    })
}
function entryFor(topic, t) {
  const k = known.find((x) => x.topic === topic && x.from < t && t < x.to - c.DAY)
  return k && k.record
}

// ---- catalogue -----------------------------------------------------------------------------------

function catalogue() {
  const office = { county: null, ysb: '4313-YSB', town: null, power: '4313-DL' }
  let t = at(day('2022-03-18'), 8, 35)
  const lines = []
  for (const leaf of leaves) {
    const token = leaf.lead.find((x) => !(x in office) || office[x]) || 'ysb'
    const lead = office[token] || `4313-${token}`
    const r = begin('catalogue', 'm', (t += 420), 'pd1', 'add', {
      topic: leaf.code,
      lead,
      limit: '5',
      basis: '部门“三定”规定和权责清单。',
    })
    lines.push(r)
  }
  for (const i of [3, 17, 28])
    step(lines[i], sometime(day('2022-05-16') + i, 0), 'pd2', 'amend', {
      limit: '3',
      basis: '承诺提速。',
    })
  step(lines[39], sometime(day('2022-07-05'), 0), 'pd2', 'retire', {
    basis: '事项下放，另行列入。',
  })
}

// ---- pairs and visits ----------------------------------------------------------------------------

const PAIRS = 2 * LEADERS,
  FIRMS = 50
const NOTES = [
  '走访了解生产经营和用工情况，宣讲了助企政策。',
  '面对面听取意见，交换了对营商环境的看法。',
  '实地查看车间，了解订单和融资情况。',
]

function liaison() {
  let t = at(day('2022-03-21'), 8, 40)
  return Array.from({ length: PAIRS }, (_, i) => {
    const ref = `LD-${String(i + 1).padStart(3, '0')}`,
      leader = `ld${1 + (i >> 1)}`
    const r = begin('liaison', 'p', (t += 150), 'ysb.sl1', 'pair', {
      ref,
      leader,
      office: '4313',
      friend: 'representative',
      person: person(),
    })
    return { r, ref, leader }
  })
}
function visits(pairs, requests, orgs) {
  const enter = (t, as, fields) =>
    begin('visit', 'v', t, as, 'enter', {
      ...fields,
      held_on: c.dayText(c.dayOf(t)),
      notes: rng.pick(NOTES),
    })
  const span = (from, to) =>
    sometime(calendar.next(day(from) + rng.whole(0, day(to) - day(from) - 3)), 0)
  pairs.forEach((p, i) => {
    const of = { ref: p.ref, leader: p.leader }
    const missed = i % 11 === 4
    if (!missed) enter(span('2022-04-02', '2022-06-30'), p.leader, of)
    else if (i % 2) enter(sometime(day('2022-07-07') + (i % 3), 0), p.leader, of)
    if (i % 5 < 3) enter(span('2022-07-13', '2022-08-20'), p.leader, of)
  })
  const asked = requests.filter(
    (r) => r.as === 'ysb.sl1' && r.channel === 'visit' && r.firm && !r.urgent,
  )
  const seen = new Set(asked.map((r) => r.firm.record))
  const heard = []
  for (const r of asked) {
    const v = enter(r.t - 1800 - rng.whole(0, 900), 'ysb.sl1', {
      leader: `ld${rng.whole(1, LEADERS)}`,
      firm: r.firm.record,
    })
    const { title, body, topic, place, contact } = r.lines.shift().fields
    step(v, r.t, 'ysb.sl1', 'request', {
      title,
      body,
      topic,
      place: place.split('@')[0],
      contact,
    })
    v.lines.at(-1).makes = { request: [r.record] }
  }
  for (const o of rng
    .shuffled(orgs.slice(0, 119).filter((x) => !seen.has(x.record)))
    .slice(0, FIRMS - seen.size)) {
    const t = span('2022-04-11', '2022-08-15')
    heard.push({ t, leader: `ld${rng.whole(1, LEADERS)}`, o })
  }
  assert.equal(seen.size + heard.length, FIRMS)
  return { heard, enter }
}

// ---- the list ------------------------------------------------------------------------------------

const RAISED = 216,
  SPOT = 116,
  STRUCK = 62
const MEASURES = [
  '现场会商，明确牵头人和完成时间。',
  '上门服务，一次办结。',
  '纳入月度调度，逐项销号。',
]

function items({ heard, enter }) {
  const out = []
  heard.forEach(({ t, leader, o }, k) => {
    const n = Math.floor(RAISED / heard.length) + (k < RAISED % heard.length)
    const found = Array.from({ length: n }, () => {
      const leaf = rng.weighted(leaves, (l) => l.weight),
        problem = rng.pick(leaf.problems)
      const words = {
        ...plainWords(),
        firm: o.name,
        goods: o.trade.goods,
        gear: o.trade.gear,
        raw: o.trade.raw,
      }
      const what = fill(rng, problem.t, words)
      fill(rng, problem.b, words) /* the words that a reply takes up again */
      return { what, leaf, problem, words }
    })
    const problems = JSON.stringify(found.map(({ what, leaf }) => ({ what, topic: leaf.code })))
    const v = enter(t, 'ysb.sl2', { leader, firm: o.record, problems })
    for (const f of found) out.push(Object.assign(made('item', 'i', v), f))
  })
  const mixed = rng.shuffled(out)
  for (const r of mixed.slice(0, SPOT))
    step(r, last(r) + 600 + rng.whole(0, 1500), 'ysb.sl2', 'answer', {
      result: '已当场说明政策和办理渠道，企业表示清楚。',
    })
  const listed = mixed.slice(SPOT).sort((a, b) => last(a) - last(b))
  listed.forEach((r, i) => {
    const token = r.leaf.lead.find((x) => !['county', 'ysb', 'town', 'power'].includes(x))
    r.lead = token ? `4313-${token}` : '4313-YSB'
    const route = i % 9 === 4 ? 'upward' : i % 4 === 2 ? 'joint' : 'own'
    const assist = route === 'joint' ? [r.lead === '4313-FGW' ? '4313-GXJ' : '4313-FGW'] : []
    step(r, soon(last(r), 60, 200), 'ysb.pd', 'list', {
      route,
      lead: r.lead,
      measure: rng.pick(MEASURES),
      ...(assist.length && { assist }),
      ...(route === 'upward' && { watch: ['4313-YSB', '4313-GSL', '4313-FGW'] }),
    })
  })
  strike(listed)
}
// The earliest are struck off; some stand under one common question and go with it.
function strike(listed) {
  const done = listed.slice(0, STRUCK),
    result = (r) =>
      fill(rng, r.problem.r.length ? rng.pick(r.problem.r) : '{us}已办理完毕。', {
        ...r.words,
        us: usOf(r.lead),
      })
  const parents = [6, 20, 34].map((i) => done[i]),
    children = [10, 11, 24, 25, 26, 38].map((i) => done[i])
  children.forEach((r, i) => {
    const parent = parents[i < 2 ? 0 : i < 5 ? 1 : 2]
    step(r, soon(Math.max(last(r), last(parent)), 20, 60), 'ysb.pd', 'under', {
      parent: parent.record,
    })
    parent.after = Math.max(parent.after || 0, last(r))
  })
  for (const r of done) {
    if (children.includes(r)) continue
    step(
      r,
      r.after ? soon(r.after, 60, 300) : later(r, rng.whole(0, 2)),
      handlerOf(r.lead),
      'begin',
      { measure: rng.pick(MEASURES) },
    )
    step(r, later(r, rng.whole(1, 14)), handlerOf(r.lead), 'strike', { result: result(r) }, 'item')
    assert(inTime(last(r)))
  }
  for (const r of listed.slice(STRUCK, STRUCK + 22)) {
    const t = later(r, rng.whole(0, 3))
    if (inTime(t)) step(r, t, handlerOf(r.lead), 'begin', { measure: rng.pick(MEASURES) })
  }
}

// ---- service items -------------------------------------------------------------------------------

const SERVICES = { registration: 30, seal: 10, food: 15, drainage: 8, building: 10, production: 7 }
const TITLES = {
  registration: '企业设立登记',
  seal: '公章刻制备案',
  food: '食品经营许可证核发',
  drainage: '排水许可证核发',
  building: '建筑工程施工许可',
  production: '工业产品生产许可证核发',
}
const PROMISED = { registration: 0, seal: 0, food: 3, drainage: 7, building: 13, production: 13 }

function permits(orgs) {
  const wanted = Object.entries(SERVICES).flatMap(([service, n]) => Array(n).fill(service))
  const days = wanted.map(() =>
    calendar.next(day('2022-03-21') + rng.whole(0, LAST - day('2022-03-21'))),
  )
  const fixed = { building: '2022-05-13', food: '2022-05-13', production: '2022-06-06' }
  const recent = wanted.flatMap((service, i) => (PROMISED[service] > 7 ? [i] : [])).slice(-5)
  recent.forEach((i) => (days[i] = day('2022-08-15') + 1 + (i % 4)))
  for (const [service, on] of Object.entries(fixed)) days[wanted.indexOf(service)] = day(on)
  wanted.forEach((service, i) => {
    const first = wanted.indexOf(service) === i && service in fixed
    const o = orgs[rng.whole(0, 118)],
      t = days[i] === LAST ? at(LAST, 14, 35) + i * 60 : sometime(days[i], 0)
    const r = begin('permit', 'b', t, 'xzsp.sl', 'accept', {
      title: TITLES[service],
      service,
      firm: o.record,
      contact: o.contact,
    })
    handle(r, service, first, i)
  })
}
function handle(r, service, first, i) {
  const us = 'h.4313-xzsp',
    n = PROMISED[service]
  if (n === 0) {
    const t = soon(last(r), 5, 25)
    if (inTime(t) && c.dayOf(t) === c.dayOf(last(r)))
      return step(r, t, us, 'issue', { result: '当场办结，证照已领取。' }, 'handle')
  }
  if (n > 7 && !first && i % 4 === 0) {
    const from = later(r, 2)
    if (!inTime(from)) return
    step(
      r,
      from,
      us,
      'stop',
      {
        stop: service === 'building' ? 'experts' : 'testing',
        note: '需组织评审，另行书面告知。',
      },
      'handle',
    )
    const to = later(r, 6)
    if (!inTime(to)) return
    step(r, to, us, 'go_on', {}, 'handle')
    const end = later(r, rng.whole(1, 4))
    if (inTime(end)) step(r, end, us, 'issue', { result: '评审通过，证照已发。' }, 'handle')
    return
  }
  const took =
    first && service === 'production'
      ? 5
      : i % 23 === 7
        ? n + 2
        : Math.max(1, n - rng.whole(1, Math.max(1, n - 2)))
  const t = later(r, took)
  if (!inTime(t)) return
  const deny = i % 31 === 12
  step(
    r,
    t,
    us,
    deny ? 'deny' : 'issue',
    {
      result: deny ? '现场条件不符合规定，已书面说明理由和救济途径。' : '审查通过，证照已发。',
    },
    'handle',
  )
}

// ---- clues ---------------------------------------------------------------------------------------

function clues(requests) {
  const outcomes = ['talk', 'unfounded', 'criticism']
  const handed = requests.filter((r) => r.lines.some((l) => l.step === 'hand_clue'))
  const more = requests
    .filter(
      (r) =>
        r.channel === 'accountability' &&
        !handed.includes(r) &&
        r.lines.some((l) => l.step === 'confirm'),
    )
    .slice(-3)
  ;[...handed, ...more].forEach((x, i) => {
    const given = x.lines.find((l) => l.step === 'hand_clue')
    const r = given
      ? made('clue', 'x', { lines: [given] })
      : begin('clue', 'x', soon(last(x), 20, 90), 'dc1', 'hand', {
          what: '办理中多次催办无回应，企业反映存在推诿。',
          origin: x.record,
          accused: x.lead,
          to: '4313-JW',
          hush: true,
        })
    const receipt = later(r, rng.whole(0, 2))
    if (!inTime(receipt)) return
    step(r, receipt, 'h.4313-jw', 'receive', {}, 'receipt')
    const end = later(r, rng.whole(8, 20))
    if (inTime(end))
      step(
        r,
        end,
        'h.4313-jw',
        'close',
        {
          outcome_of: outcomes[i % 3],
          found: '已核查，结果反馈督办单位。',
        },
        'look',
      )
  })
}

function lines(requests, orgs) {
  catalogue()
  items(visits(liaison(), requests, orgs))
  permits(orgs)
  clues(requests)
  return all.flatMap((r) => r.lines)
}

module.exports = { knowledge, entryFor, lines, plainWords, trades, name }
