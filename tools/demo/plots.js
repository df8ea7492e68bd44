// plots.js: what may happen to a request beside the main road: return and ruling, first-unit duty,
// delegation, more time, a stop, pending, an end, merging, marks, slips, remarks.
'use strict'
const assert = require('assert')
const c = require('./common')
const {
  rng,
  calendar,
  ROOT,
  CUTOFF,
  at,
  sometime,
  between,
  name,
  handlerOf,
  villagesWithPost,
} = require('./world')
const { step, last, soon } = require('./life')
const { dispatcherOf, evaluatorOf, clerkOf } = require('./requests')

const desk = () => rng.pick(['pd1', 'pd2'])
const someTime = (r, days) =>
  sometime(calendar.onward(c.dayOf(last(r)), days), soon(last(r), 20, 60))

// ---- which request has which ---------------------------------------------------------------------

const BEFORE_REPLY = { extend: 5, refuse: 2, hold: 3, list: 1, end: 2, take_over: 1, send_back: 3 }
const BEFORE_SIGNED = { reassign: 3, designate: 1, uphold: 2, take_on: 2, leave: 1 }
const CHILDREN = 6,
  DELEGATED = 5,
  TAKEN_IN = 2

const plain = (r) =>
  !r.direct && !r.open && !r.story && !r.late && !r.redone && !r.urgent && !r.problem.d
const townOf = (r) => r.place.slice(0, 9)

function choose(requests) {
  const early = rng.shuffled(
    requests.filter((r) => plain(r) && r.t < at(c.dayNumber('2022-07-18'), 0)),
  )
  const take = (n, test = () => true) => {
    const found = early.filter((r) => !r.plot && test(r)).slice(0, n)
    assert.equal(found.length, n, 'too few for a plot')
    return found
  }
  const posts = villagesWithPost.map((v) => v.code)
  for (const r of take(3, (r) => posts.includes(r.place) && r.owner === ROOT)) r.plot = 'delegate'
  for (const r of take(DELEGATED - 3, (r) => r.place.length >= 9 && r.owner === ROOT))
    r.plot = 'delegate'
  for (const [plot, n] of Object.entries({ ...BEFORE_SIGNED, ...BEFORE_REPLY }))
    for (const r of take(n, (r) => r.as !== 'requester' || plot !== 'end')) r.plot = plot
  for (const r of take(TAKEN_IN, (r) => r.as !== 'requester')) r.plot = 'take_in'
  const near = (r) =>
    requests.filter((x) => plain(x) && !x.plot && x.t < r.t && x.t > r.t - 2 * c.DAY)
  for (const r of take(CHILDREN, (r) => near(r).length > 4)) r.plot = 'child'
  requests
    .filter((r) => r.late)
    .slice(0, 2)
    .forEach((r) => {
      r.plot = 'silence'
    })
  requests
    .filter((r) => r.open && r.stale)
    .slice(0, 1)
    .forEach((r) => {
      r.plot = 'pending'
    })
  chooseMarks(requests)
  chooseSupervision(requests)
}
function chooseMarks(requests) {
  const cited = rng.shuffled(requests.filter((r) => r.firm && r.plot !== 'child'))
  for (const r of cited.slice(0, 14)) r.people = rng.whole(2, 60)
  const repeats = cited.slice(14).filter((r) => {
    r.same = requests.find((x) => x.firm === r.firm && x.topic === r.topic && x.t < r.t - 3 * c.DAY)
    return r.same
  })
  repeats.slice(9).forEach((r) => delete r.same)
  const ours = rng.shuffled(
    requests.filter((r) => r.owner === ROOT && plain(r) && !r.plot && r.as !== 'requester'),
  )
  for (const r of ours.slice(0, 3)) r.secret = true
  for (const r of ours.slice(3, 5)) r.accused = r.lead === '4313-CGJ' ? '4313-SCJ' : '4313-CGJ'
}
function chooseSupervision(requests) {
  const slow = rng.shuffled(
    requests.filter((r) => (r.late || r.stale) && r.plot !== 'silence' && r.plot !== 'pending'),
  )
  slow.slice(0, 7).forEach((r) => (r.blue = true))
  slow.slice(0, 2).forEach((r) => (r.clue = true))
  const mine = rng.shuffled(requests.filter((r) => plain(r) && !r.plot))
  mine.slice(0, 6).forEach((r) => (r.remark = true))
}

// ---- at the desk ---------------------------------------------------------------------------------

const GUIDES = {
  guide: 'outside',
  reason: '初步核对认为属于企业之间的合同约定，不在受理范围。',
  channel_told: '可先与对方协商，或向人民法院起诉。',
}
function atDesk(r) {
  if (r.plot === 'take_in') {
    step(r, soon(last(r), 10, 60), clerkOf(r), 'decline', GUIDES)
    step(r, soon(last(r), 60, 240), desk(), 'take_in', {
      ruling: '复核认为涉及行政审批环节，应予受理。',
    })
  }
  const marks = {
    ...(r.secret && { secret: true }),
    ...(r.accused && { accused: [r.accused] }),
    ...(r.same && { same: r.same.record }),
    ...(r.people && { people: String(r.people) }),
  }
  if (Object.keys(marks).length && r.plot !== 'child')
    step(
      r,
      soon(last(r), 1, 4),
      r.as === 'requester' ? rng.pick(['zx1', 'zx2']) : r.as,
      'mark',
      marks,
    )
}

// A later word on the same matter joins one that is still in hand, and shares its answer.
function join(r, requests) {
  const when = soon(last(r), 15, 40)
  const replyOf = (x) => x.lines.filter((l) => l.step === 'reply').at(-1) /* the lead's */
  const fits = requests.filter(
    (x) => plain(x) && !x.plot && x.t < r.t && replyOf(x) && replyOf(x).t > when + 3600,
  )
  assert(fits.length, `no parent for ${r.record}`)
  const parent = fits.at(-1)
  Object.assign(r.lines[0].fields, {
    title: parent.title,
    body: parent.body.replace(/。?$/, '，至今没有人联系。'),
    topic: parent.topic,
    place: parent.place,
  })
  step(r, when, desk(), 'merge', { parent: parent.record })
  r.shared = replyOf(parent).t
}

// ---- before it is signed for ---------------------------------------------------------------------

const others = (r) =>
  rng.pick(
    ['4313-FGW', '4313-GXJ', '4313-ZJJ', '4313-SHANGWU', '4313-JTJ'].filter((o) => o !== r.lead),
  )

// Whoever has it first: another than the one that will handle it, where a plot wants that.
function misplace(r) {
  if (!(r.plot in BEFORE_SIGNED)) return
  r.right = r.lead
  if (['reassign', 'designate', 'take_on'].includes(r.plot)) r.lead = others(r)
}
function beforeSigned(r) {
  if (!(r.plot in BEFORE_SIGNED)) return false
  const first = handlerOf(r.lead),
    asked = r.lead === r.right ? others(r) : r.right
  const grounds = `经核对，该事项由${name(asked)}主管，我单位没有办理权限。`
  if (r.plot === 'take_on' || r.plot === 'leave') {
    step(r, soon(last(r), 20, 120), first, 'pass_on', { propose: asked, grounds }, 'handle')
    if (r.plot === 'leave')
      step(r, soon(last(r), 30, 150), handlerOf(asked), 'leave', {
        grounds: '现场设施不由我单位管理，不宜接手。',
      })
    else step(r, soon(last(r), 30, 150), handlerOf(asked), 'take_on')
    r.lead = r.right
    return r.plot === 'take_on'
  }
  const fields = {
    grounds,
    basis: `《交办目录》及${name(r.lead)}“三定”规定。`,
    propose: asked,
  }
  step(r, soon(last(r), 30, 240), first, 'return', fields, 'handle')
  const ruling =
    r.plot === 'uphold' ? '目录明确由原单位主办，请按期办理。' : '理由成立，按职责调整。'
  const say = {
    ruling,
    ...(r.plot === 'designate' && { lead: r.right }),
    ...(r.plot !== 'uphold' && { line: true }),
  }
  step(r, soon(last(r), 30, 150), desk(), r.plot, say)
  r.lead = r.right
  return false
}

// ---- before the reply ----------------------------------------------------------------------------

const GROUNDS = {
  extend: '需要停电作业，已列入下周检修计划。',
  refuse: '经办人出差，希望推迟答复。',
  silence: '涉及历史档案，正在调阅。',
  hold: '设备须送检，检测报告出具前无法判断责任。',
  list: '需结合道路改造一并实施，工程已列入计划。',
  pending: '需等枯水期施工，现阶段不具备条件。',
  end: '企业已另行选址，书面表示不再需要办理。',
}
const BASIS = '《城市道路管理条例》及年度工程计划。'
function asked(r, verb, more = {}) {
  step(
    r,
    soon(last(r), 40, 200),
    handlerOf(r.lead),
    verb,
    { ...more, grounds: GROUNDS[r.plot] },
    'handle',
  )
}
const rule = (r, verb, fields) => step(r, soon(last(r), 30, 200), desk(), verb, fields)

// What stands between signing and the reply; true: the reply comes when it likes after this.
function beforeReply(r) {
  switch (r.plot) {
    case 'extend':
      asked(r, 'ask_extension')
      rule(r, 'grant', { ruling: '同意延期，请告知企业。' })
      return false
    case 'refuse':
      asked(r, 'ask_extension')
      rule(r, 'refuse', { ruling: '理由不足，请按期办理。' })
      return false
    case 'silence':
      asked(r, 'ask_extension')
      return false
    case 'hold':
      asked(r, 'ask_hold', { stop: 'testing' })
      rule(r, 'hold', { stop: 'testing', ruling: '同意，检测期间不计时。' })
      step(r, someTime(r, rng.whole(3, 8)), handlerOf(r.lead), 'resume')
      return true
    case 'list':
    case 'pending': {
      const stop = r.plot === 'list' ? 'works' : 'season'
      const planned = r.plot === 'list' ? '2022-07-20' : '2022-11-15'
      asked(r, 'ask_listing', { stop, basis: BASIS, planned })
      rule(r, 'list', { stop, planned, ruling: '同意挂账，按期跟踪。' })
      if (r.plot === 'list') step(r, someTime(r, 12), desk(), 'resume')
      return true
    }
    case 'take_over':
      step(r, someTime(r, 1), 'dc1', 'take_over', {
        lead: '4313-YSB',
        grounds: '涉及多部门，由市级直接协调。',
      })
      r.lead = '4313-YSB'
      return true
    default:
      return false
  }
}
function ended(r) {
  asked(r, 'ask_end', { basis: '企业书面申请。' })
  rule(r, 'end', { ruling: '同意终止，请向企业说明。' })
}

// county → township → village, and the answer back up, reviewed at each level
function delegated(r, reply) {
  const town = townOf(r),
    village = villagesWithPost.find((v) => v.code === r.place)
  const down = (from, to) =>
    step(r, soon(last(r), 20, 120), handlerOf(from), 'delegate', { to }, 'handle')
  const low = village ? village.code : town
  down(r.lead, town)
  if (village) down(town, village.code)
  step(r, someTime(r, 1), handlerOf(low), 'reply', { reply: reply(low, last(r)) }, 'handle')
  if (village)
    step(
      r,
      soon(last(r), 20, 90),
      handlerOf(town),
      'approve',
      { reply: reply(town, last(r)) },
      'review',
    )
  step(
    r,
    soon(last(r), 20, 120),
    handlerOf(r.lead),
    'approve',
    { reply: reply(r.lead, last(r)) },
    'review',
  )
}

// ---- supervision, between the lines --------------------------------------------------------------

// Three in four receipt their slip, as they should, within two workdays.
function heed(r) {
  const t = soon(last(r), 30, 400)
  if (!rng.chance(0.75) || t > CUTOFF) return
  step(r, t, handlerOf(r.lead), 'heed_blue', { excuse: '人员已到现场，按期答复。' })
}
function supervised(r, until) {
  const when = () => between(last(r), Math.min(until, last(r) + 3 * c.DAY))
  const put = (as, verb, fields) => {
    const t = when()
    if (t !== null) step(r, t, as, verb, fields)
  }
  if (r.blue) {
    put('dc1', 'urge', { grounds: '临近时限仍无进展，请抓紧办理。' })
    if (r.lines.at(-1).step === 'urge') heed(r)
  }
  if (r.remark) put('ld1', 'comment', { remark: '请主办单位到现场一次解决，结果告我。' })
  if (r.clue)
    put('dc1', 'hand_clue', {
      clue: '多次催办无回应，疑似推诿，建议核查。',
      clue_to: '4313-JW',
    })
}

// ---- after the reply -----------------------------------------------------------------------------

function sentBack(r, reply) {
  step(r, soon(last(r), 30, 120), evaluatorOf(r), 'send_back', {
    why: '答复没有说明完成时间，请补正。',
  })
  step(
    r,
    soon(last(r), 40, 200),
    handlerOf(r.lead),
    'reply',
    { reply: reply(r.lead, last(r)) },
    'handle',
  )
}

module.exports = {
  choose,
  atDesk,
  join,
  misplace,
  beforeSigned,
  beforeReply,
  delegated,
  ended,
  supervised,
  sentBack,
  townOf,
  dispatcherOf,
}
