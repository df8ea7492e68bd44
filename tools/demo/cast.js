// cast.js: who acts in the demo city: accounts (roles, never persons) and made-up firms.
'use strict'
const c = require('./common')
const { trades, farms, shops, syllables, surnames } = require('./words')
const {
  rng,
  ROOT,
  YSB,
  GSL,
  MINUTE,
  at,
  sometime,
  all,
  name,
  level,
  placeName,
  shortName,
  villagesWithPost,
  townshipsWithClerk,
  handlerOf,
  someCounty,
  somePlace,
} = require('./world')

function accounts() {
  const rows = []
  const add = (login, title, office, roles) => rows.push({ login, name: title, office, roles })
  const digits = ['一', '二', '三', '四']
  for (let i = 0; i < 4; i++) add(`rx${i + 1}`, `热线坐席${digits[i]}`, ROOT, 'clerk')
  for (let i = 0; i < 2; i++) add(`zx${i + 1}`, `网上诉求受理岗${digits[i]}`, ROOT, 'clerk')
  for (let i = 0; i < 2; i++) add(`ck${i + 1}`, `诉求窗口受理岗${digits[i]}`, ROOT, 'clerk')
  add('zz1', '问责直处受理岗', ROOT, 'clerk')
  for (let i = 0; i < 2; i++) add(`pd${i + 1}`, `市级交办岗${digits[i]}`, ROOT, 'dispatcher')
  for (let i = 0; i < 3; i++) add(`hf${i + 1}`, `市级回访评价岗${digits[i]}`, ROOT, 'evaluator')
  add('dc1', '市级督办岗', ROOT, 'supervisor')
  add('bl1', '补录岗', ROOT, 'recorder')
  add('ld1', '市级领导岗', ROOT, 'leader')
  add('sj1', '审计监督岗', ROOT, 'auditor')
  add('admin.system', '系统管理员', ROOT, 'system')
  add('admin.security', '安全管理员', ROOT, 'security')
  add('admin.audit', '审计管理员', ROOT, 'audit')
  for (let i = 0; i < 2; i++) add(`ysb.sl${i + 1}`, `营商环境组受理岗${digits[i]}`, YSB, 'clerk')
  add('ysb.pd', '营商环境组交办岗', YSB, 'dispatcher')
  add('ysb.hf', '营商环境组回访评价岗', YSB, 'evaluator')
  add('ysb.dc', '营商环境组督办岗', YSB, 'supervisor')
  add('gsl.sl', '市工商联热线受理岗', GSL, 'clerk')
  for (const o of level('county')) {
    add(`c.${o.code}`, `${o.name}受理岗`, o.code, 'clerk')
    add(`d.${o.code}`, `${o.name}交办岗`, o.code, 'dispatcher')
    add(`e.${o.code}`, `${o.name}回访评价岗`, o.code, 'evaluator')
    add(`s.${o.code}`, `${o.name}督办岗`, o.code, 'supervisor leader')
  }
  for (const o of townshipsWithClerk) add(`c.${o.code}`, `${o.name}受理岗`, o.code, 'clerk')
  for (const o of all.filter((x) => x.kind || x.level === 'county' || x.level === 'township'))
    if (o.kind || /^\d+$/.test(o.code))
      add(handlerOf(o.code), `${shortName(o)}承办人`, o.code, 'handler')
  for (const o of villagesWithPost)
    add(handlerOf(o.code), `${placeName(o.code)}信息员`, o.code, 'handler')
  for (let i = 2; i <= LEADERS; i++) add(`ld${i}`, `市级领导岗${i}`, ROOT, 'leader')
  add('xzsp.sl', '行政审批受理岗', '4313-XZSP', 'clerk')
  for (let i = LEADERS + 1; i <= LEADERS_ALL; i++) add(`ld${i}`, `市级领导岗${i}`, ROOT, 'leader')
  return rows
}

// ---- firms ---------------------------------------------------------------------------------------

const usedPhones = new Set()
function person() {
  let phone
  do phone = '1300000' + String(rng.whole(0, 9999)).padStart(4, '0')
  while (usedPhones.has(phone))
  usedPhones.add(phone)
  return { name: rng.pick(surnames) + rng.pick(['女士', '先生']), phone }
}
const ORG_KINDS = {
  limited: 74,
  joint_stock: 3,
  sole: 8,
  partnership: 3,
  self_employed: 14,
  cooperative: 18,
}
function firms() {
  const names = rng.shuffled(
    syllables.flatMap((a) => syllables.filter((b) => a !== b).map((b) => a + b)),
  )
  return Array.from({ length: 120 }, (_, i) => {
    const county = someCounty(),
      area = rng.chance(0.5) ? '娄底市' : name(county),
      serial = String(i + 1).padStart(5, '0') + rng.whole(0, 9)
    const kind = rng.among(ORG_KINDS)
    const fits = { sole: (x) => x.works, partnership: (x) => x.deals }[kind] || (() => true)
    const trade =
      kind === 'cooperative'
        ? rng.pick(farms)
        : kind === 'self_employed'
          ? rng.pick(shops)
          : rng.weighted(trades.filter(fits), (x) => x.weight)
    const end = {
      limited: '有限公司',
      joint_stock: '股份有限公司',
      sole: '厂',
      partnership: '经营部（普通合伙）',
      self_employed: '',
      cooperative: '专业合作社',
    }[kind]
    const class_ = { self_employed: '92', cooperative: '93' }[kind] || '91'
    return {
      record: `o${i + 1}`,
      name: area + names[i] + trade.name + end,
      code: class_ + county + 'DEMO' + serial,
      org_kind: kind,
      place: somePlace(county),
      contact: person(),
      county,
      trade,
      us: { sole: '厂', self_employed: '店', cooperative: '社' }[kind] || '公司',
    }
  })
}
function registrations(orgs) {
  const first = c.dayNumber('2022-03-18')
  const times = orgs
    .map((_, i) =>
      i < 102 ? sometime(first, 0) : at(first + 1, 7, 35) + rng.whole(0, 55 * MINUTE),
    )
    .sort((a, b) => a - b)
  const lines = orgs.map((o, i) => ({
    t: times[i],
    as: i < 102 && rng.chance(0.7) ? `c.${o.county}` : rng.pick(['ysb.sl1', 'ysb.sl2']),
    ledger: 'organisation',
    record: o.record,
    step: 'register',
    fields: {
      name: o.name,
      code: o.code,
      org_kind: o.org_kind,
      place: o.place,
      phone: o.contact,
    },
  }))
  const later = (i, day, step, fields) =>
    lines.push({
      t: sometime(c.dayNumber(day), 0),
      as: lines[i].as,
      ledger: 'organisation',
      record: orgs[i].record,
      step,
      fields,
    })
  later(11, '2022-04-27', 'update', { phone: person() })
  later(52, '2022-06-15', 'update', { place: somePlace(orgs[52].county) })
  later(87, '2022-07-08', 'update', { phone: person() })
  later(RETIRED, '2022-07-21', 'retire', { why: '企业已停止经营并办理注销登记。' })
  return lines
}
const RETIRED = 119 /* no request names this firm */
const LEADERS = 27 // who keep up with representatives; the others with firms and chambers only
const LEADERS_ALL = 33

module.exports = { accounts, person, firms, registrations, RETIRED, LEADERS }
