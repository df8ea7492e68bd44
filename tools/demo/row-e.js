// row-e.js: leaders who keep up with firms and chambers (ledger liaison), and visits with what came of
// them (ledgers visit and item). Firms and chambers are those of row F's register, by their codes.
'use strict'

const two = (n) => String(n).padStart(2, '0')
const PAIR = ['结对编号', '联系领导', '所在单位', '联系对象', '企业代码', '状态']
const VISIT = ['编号', '走访领导', '企业代码', '走访日期', '走访记录', '状态']
const ITEM = ['事项', '企业', '来源走访', '办理措施', '责任单位', '办理结果', '登记日期', '销号日期', '状态']

// n pairs dealt to the leaders in turn.
function pairs(head, leaders, office, kind, codes, n) {
  return Array.from({ length: n }, (_, i) => ({
    结对编号: `${head}-${String(i + 1).padStart(3, '0')}`,
    联系领导: leaders[i % leaders.length],
    所在单位: office,
    联系对象: kind,
    企业代码: codes ? codes[i] : '',
    状态: '结对中',
  }))
}

module.exports = ({ rng, csv, common, row, demo }) => {
  const leaders = (n) => Array.from({ length: n }, (_, i) => `ld${i + 1}`)
  const register = common.csvRead(common.ROOT, ...demo('70-organisation.csv').split('/'))
  const of = (kind) => register.filter((o) => (o.类型 === 'chamber') === (kind === 'chamber')).map((o) => o.统一社会信用代码)
  // 娄底: 33 leaders, 143 entrepreneurs and 42 chambers; the 54 representatives are in the script
  const firms = pairs('QY', leaders(33), '4313', '企业家', of('firm'), 143)
  csv(demo('72-liaison.csv'), PAIR, firms.concat(pairs('SH', leaders(33).slice(0, 21), '4313', '商会', of('chamber'), 42)))
  csv(row('loudi-representatives.csv'), PAIR, pairs('DB', leaders(27), '4313', '代表人士', null, 54))
  // 郴州: 19 leaders, 63 representatives
  csv(row('chenzhou-pairs.csv'), PAIR, pairs('CZ', leaders(19), '4310', '代表人士', null, 63))
  // … 116 firms visited, some twice; 137 problems heard there and struck off, and 9 still in hand
  const firm = (i) => ({ 名称: `郴州结对走访企业${i + 1}号有限公司`, 统一社会信用代码: `91431000DEMO${String(900000 + i)}`, 类型: 'limited', 所在地: '4310', 状态: '在册' })
  const there = Array.from({ length: 116 }, (_, i) => firm(i))
  csv(row('chenzhou-firms.csv'), Object.keys(there[0]), there)
  const visited = there.map((o) => o.统一社会信用代码)
  const days = visited.concat(visited.slice(0, 24)).map((code, i) => ({ code, day: `2022-${two(rng.whole(3, 7))}-${two(rng.whole(1, 28))}`, i }))
  days.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.i - b.i))
  const visits = days.map((v, i) => ({
    编号: `ZF2022${String(i + 1).padStart(5, '0')}`,
    走访领导: `ld${rng.whole(1, 19)}`,
    企业代码: v.code,
    走访日期: v.day,
    走访记录: '到企业现场了解生产经营和困难。',
    状态: '已走访',
  }))
  csv(row('chenzhou-visits.csv'), VISIT, visits)
  const items = Array.from({ length: 146 }, (_, i) => {
    const v = visits[i % visits.length]
    const done = i < 137
    return {
      事项: `走访收集的问题${i + 1}`,
      企业: v.企业代码,
      来源走访: v.编号,
      责任单位: '4310-GSL',
      办理措施: '列入清单，限时办结。',
      办理结果: done ? '已解决。' : '',
      登记日期: v.走访日期,
      销号日期: done ? `2022-08-${two(rng.whole(1, 20))}` : '',
      状态: done ? '已销号' : '办理中',
    }
  })
  csv(row('chenzhou-items.csv'), ITEM, items)
}
