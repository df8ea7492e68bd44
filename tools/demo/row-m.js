// row-m.js: reviews in rounds (ledger review), with the faults they put on the negative list and
// their follow-ups (ledger assignment).
'use strict'

const REVIEW = ['编号', '轮次', '述职单位', '述职日期', '述职报告', '点评意见', '等次', '点评日期', '状态']
const TASK = ['任务', '来源', '责任单位', '完成日期', '专项行动', '述职点评', '交办日期', '办结日期', '状态']
const add = (day, n) => new Date(Date.parse(day) + n * 864e5).toISOString().slice(0, 10)
const WORK = '围绕市场主体培育、涉企服务、诉求办理开展工作，存在问题和下一步打算见附件。'
const SAID = { 好: '措施实、成效明显，继续保持。', 较好: '完成较好，个别事项进度偏慢。', 一般: '问题整改不够到位，限期补课。', 差: '推进不力，列入重点督办。' }

module.exports = ({ rng, csv, areas, demo }) => {
  const counties = areas.filter((a) => a.level === 'county').map((a) => a.code)
  const bureaus = ['4313-YSB', '4313-FGW', '4313-GXJ', '4313-CZJ', '4313-RSJ', '4313-ZRJ', '4313-ZJJ', '4313-SHANGWU', '4313-SCJ', '4313-XZSP']
  const units = [...counties, ...bureaus]
  const number = (term, unit) => `SZ${term}-${unit}`
  const review = (term, unit, day, rating, on, state) => ({ 编号: number(term, unit), 轮次: term, 述职单位: unit, 述职日期: day, 述职报告: WORK, 点评意见: SAID[rating], 等次: rating, 点评日期: on, 状态: state })
  const first = units.map((u, i) => review('2022-Q1', u, '2022-04-12', ['好', '较好', '好', '一般', '较好'][i % 5], '2022-04-20', '已办结'))
  const second = units.map((u, i) => review('2022-Q2', u, '2022-07-12', ['较好', '好', '好', '较好', '差', '一般'][i % 6], i % 3 ? '2022-08-18' : '', i % 3 ? '已办结' : '整改中'))
  const third = counties.map((u, i) => ({ 编号: number('2022-Q3', u), 轮次: '2022-Q3', 述职单位: u, 述职日期: '2022-08-15', 述职报告: i < 2 ? WORK : '', 状态: i < 2 ? '待点评' : '待述职' }))
  csv(demo('54-review.csv'), REVIEW, [...first, ...second, ...third])

  // faults: of all that were rated 一般 or 差, and some others; follow-ups: one each in turn
  const weak = [...first, ...second].filter((r) => r.等次 === '一般' || r.等次 === '差')
  const rated = [...first, ...second]
  const task = (what, sort, r, i, done) => {
    const given = r.述职日期 < '2022-07-01' ? '2022-04-20' : '2022-07-20'
    const by = add(given, 30 + (i % 4) * 10)
    return { 任务: what, 来源: sort, 责任单位: r.述职单位, 完成日期: by, 述职点评: r.编号, 交办日期: given, 办结日期: done ? add(given, 12 + rng.whole(0, 18)) : '', 状态: done ? '已销号' : '落实中' }
  }
  const faults = Array.from({ length: 15 }, (_, i) => weak[i % weak.length])
  const follow = Array.from({ length: 20 }, (_, i) => rated[(i * 3) % rated.length])
  csv(demo('57-assignment.csv'), TASK, [
    ...faults.map((r, i) => task(['涉企检查未备案', '诉求答复超期', '台账数据与实际不符'][i % 3] + `（${i + 1}）`, '负面清单', r, i, i < 12)),
    ...follow.map((r, i) => task(['走访企业不少于十家', '公布办事指南', '建立项目专班', '兑现奖补资金'][i % 4] + `（${i + 1}）`, '点评跟进', r, i, i < 15)),
  ])
}
