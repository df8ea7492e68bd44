// row-d.js: the register of firms that the benefit's rule goes through, what the clerk paid, and how the
// register changed by September. In the demo its own 120 firms, the same way.
'use strict'
const ELIGIBLE = 2104
const RELIEF = 78_500_000 // yuan, half of the premiums
const KINDS = ['limited', 'limited', 'limited', 'joint_stock', 'sole', 'partnership', 'cooperative']
const HEAD = ['名称', '统一社会信用代码', '类型', '登记日期', '参保人数', '裁员率', '信用等级', '上年缴纳保费', '状态']

// n premiums, multiples of 20 yuan, that add up to `total`.
function premiums(rng, n, total) {
  const weight = Array.from({ length: n }, () => 0.2 + rng.next() * 1.8)
  const sum = weight.reduce((a, b) => a + b, 0)
  const out = weight.map((w) => Math.floor((total * w) / sum / 20) * 20)
  out[n - 1] += total - out.reduce((a, b) => a + b, 0)
  return out
}
const good = (rng, premium) => ({
  参保人数: rng.whole(1, 400),
  裁员率: (rng.whole(0, 55) / 10).toFixed(1),
  信用等级: rng.pick(['A', 'B', 'B', 'M']),
  上年缴纳保费: premium,
  状态: '在册',
})
// One thing about it is not as the policy wants it.
function bad(rng, premium) {
  const r = good(rng, premium)
  const what = rng.pick(['nobody', 'laid_off', 'credit', 'premium'])
  if (what === 'nobody') r.参保人数 = 0
  if (what === 'laid_off') r.裁员率 = (rng.whole(56, 240) / 10).toFixed(1)
  if (what === 'credit') r.信用等级 = rng.pick(['C', 'D'])
  if (what === 'premium') r.上年缴纳保费 = 0
  return r
}

function firm(rng, n) {
  return {
    名称: `示例企业第${n}号`,
    统一社会信用代码: `914313DEMO${String(n).padStart(8, '0')}`,
    类型: rng.pick(KINDS),
    登记日期: `${rng.whole(2008, 2021)}-${String(rng.whole(1, 12)).padStart(2, '0')}-15`,
  }
}

module.exports = ({ rng, csv, row, demo, common: c }) => {
  const n = ELIGIBLE + 196
  const fits = new Set(rng.shuffled([...Array(n).keys()]).slice(0, ELIGIBLE))
  const premium = premiums(rng, ELIGIBLE, RELIEF * 2)
  const firms = []
  for (let i = 0; i < n; i++)
    firms.push({
      ...firm(rng, i + 1),
      ...(fits.has(i) ? good(rng, premium.pop()) : bad(rng, rng.whole(100, 5000) * 20)),
    })
  csv(row('firms.csv'), HEAD, firms)

  const list = firms.filter((_, i) => fits.has(i))
  // The clerk's sheet: each is confirmed and, some days later, paid.
  const steps = list.flatMap((f) => {
    const code = f.统一社会信用代码
    const paid = c.dayText(c.dayNumber('2022-07-18') + rng.whole(0, 30))
    return [
      { 统一社会信用代码: code, 环节: '确认', 日期: c.dayText(c.dayNumber('2022-07-04') + rng.whole(0, 10)) },
      { 统一社会信用代码: code, 环节: '兑付', 日期: paid, 兑付日期: paid },
    ]
  })
  csv(row('steps.csv'), ['统一社会信用代码', '环节', '日期', '兑付日期'], steps)

  // By September: 12 have laid off too many, and of those that did not fit 30 do.
  const worse = rng.shuffled(list).slice(0, 12)
  const better = rng.shuffled(firms.filter((_, i) => !fits.has(i))).slice(0, 30)
  csv(row('changes.csv'), HEAD, [
    ...worse.map((f) => ({ ...f, 裁员率: '12.5' })),
    ...better.map((f) => ({ ...f, ...good(rng, 20000) })),
  ])

  const own = c.csvRead(c.SHARE, 'demo', 'organisations.csv')
  const shares = premiums(rng, 96, 7_164_000)
  const fit = new Set(rng.shuffled([...own.keys()].slice(0, -1)).slice(0, 96)) // the last one is retired
  const register = own.map((f, i) => ({
    名称: f.name,
    统一社会信用代码: f.code,
    类型: f.org_kind,
    ...(fit.has(i) ? good(rng, shares.pop()) : bad(rng, rng.whole(100, 2000) * 20)),
  }))
  const columns = HEAD.filter((h) => h !== '登记日期' && h !== '状态') // one of them is retired
  csv(demo('20-organisation.csv'), columns, register)
  csv(
    demo('21-benefit.csv'),
    ['企业', '企业名称', '统一社会信用代码', '上年缴纳保费', '减征金额', '匹配日期', '兑付日期', '状态'],
    register
      .map((r, i) => ({
        ...r,
        企业: `ZTQ2022${String(i + 1).padStart(6, '0')}`,
        企业名称: r.名称,
        减征金额: r.上年缴纳保费 / 2,
        匹配日期: '2022-07-01',
        兑付日期: c.dayText(c.dayNumber('2022-07-18') + rng.whole(0, 30)),
        状态: '已兑付',
      }))
      .filter((_, i) => fit.has(i))
      .map((r, i) => (i < 90 ? r : { ...r, 兑付日期: '', 状态: i < 94 ? '已确认' : '已匹配' }))
  )
}
