// row-h.js: trainings, lectures and meetings (ledgers training, meeting), and one drive that is
// dispatched every Monday (ledger drive). Head counts add up exactly to the sentence's.
'use strict'

const two = (n) => String(n).padStart(2, '0')
const HEAD = ['编号', '主题', '形式', '举办单位', '举办日期', '参加人次', '授课专家', '所属训练营', '集中授课天数', '参观考察天数', '跟踪辅导月数', '辅导到期', '状态']
const TOPICS = ['惠企政策解读', '税费优惠', '劳动用工', '知识产权保护', '银企对接', '安全生产', '数字化转型', '企业家精神', '商会建设', '招投标实务', '股权融资', '法律风险防范']
const STUDIES = ['营商环境条例', '民营经济政策', '商会改革发展', '优化服务工作方案', '政企沟通制度', '惠企政策清单']

// n whole numbers that add up to `sum`, each near the mean.
function deal(rng, n, sum) {
  const v = []
  let left = sum
  for (let i = n; i > 1; i--) {
    const mean = left / i
    v.push(Math.max(1, rng.whole(Math.ceil(mean * 0.7), Math.floor(mean * 1.3))))
    left -= v[v.length - 1]
  }
  return [...v, left]
}
// n days of weekdays' months from [year, month] on, in order; none later than `last`.
function days(rng, n, from, months, last) {
  const v = []
  while (v.length < n) {
    const m = from[1] - 1 + rng.whole(0, months - 1)
    const day = `${from[0] + Math.floor(m / 12)}-${two((m % 12) + 1)}-${two(rng.whole(1, 28))}`
    if (day <= last) v.push(day)
  }
  return v.sort()
}

function trainings(rng, form, hosts, sum, when) {
  const people = deal(rng, when.length, sum)
  return when.map((day, i) => ({
    主题: rng.pick(TOPICS),
    形式: form,
    举办单位: rng.pick(hosts),
    举办日期: day,
    参加人次: people[i],
    状态: '已举办',
  }))
}

const camp = (number, host, day, until) => ({
  编号: number,
  主题: '青年企业家成长',
  形式: '训练营',
  举办单位: host,
  举办日期: day,
  授课专家: 20,
  集中授课天数: 4,
  参观考察天数: 2,
  跟踪辅导月数: 6,
  辅导到期: until,
  状态: '跟踪辅导中',
})
const groups = (number, day, offices) =>
  offices.map(([office, people]) => ({
    主题: '青年企业家成长（分班）',
    形式: '训练营',
    举办单位: office,
    举办日期: day,
    参加人次: people,
    所属训练营: number,
    状态: '已举办',
  }))

module.exports = ({ rng, csv, areas, row, demo }) => {
  // 湘潭: in five years 43 sessions, 9,126 person-times
  const xt = ['4303-GSL', '430302', '430304', '430321', '430381', '430382']
  csv(row('xiangtan.csv'), HEAD, trainings(rng, '专题培训', xt, 9126, days(rng, 43, [2017, 8], 60, '2022-08-12')))
  // 郴州: halls 3 this year and 8 in all, 2,216; lectures 55, 10,085; classes 18, 1,126
  const fill = (hosts) => [
    ...trainings(rng, '大讲堂', hosts.slice(0, 1), 2216, [...days(rng, 5, [2020, 4], 20, '2021-12-20'), ...days(rng, 3, [2022, 2], 6, '2022-08-20')]),
    ...trainings(rng, '讲座', hosts, 10085, days(rng, 55, [2021, 1], 20, '2022-08-20')),
    ...trainings(rng, '培训班', hosts, 1126, days(rng, 18, [2021, 3], 18, '2022-08-20')),
  ]
  csv(row('chenzhou.csv'), HEAD, fill(['4310-GSL', '431002', '431003', '431021', '431022', '431023']))
  // 衡阳: 15 lectures; a camp with groups of three districts, 112 trainees
  csv(row('hengyang.csv'), HEAD, [
    ...trainings(rng, '讲座', ['4304-GSL', '430405', '430406', '430407', '430408'], 1830, days(rng, 15, [2022, 1], 8, '2022-08-20')),
    camp('XLY2022-01', '4304-GSL', '2022-06-13', '2022-12-19'),
  ])
  csv(row('hengyang-groups.csv'), HEAD, groups('XLY2022-01', '2022-06-13', [['430406', 41], ['430407', 36], ['430408', 35]]))

  // the demo city: the figures of 郴州 and 衡阳 with its own offices
  const counties = areas.filter((a) => a.level === 'county').map((a) => a.code)
  csv(demo('50-training.csv'), HEAD, [
    ...fill(['4313-GSL', ...counties]),
    camp('XLY2022-01', '4313-GSL', '2022-06-13', '2022-12-19'),
  ])
  csv(demo('51-training.csv'), HEAD, groups('XLY2022-01', '2022-06-13', [['431302', 41], ['431321', 36], ['431382', 35]]))

  // 娄底: standing committee 8, leading group 1, study sessions 204 below; a dispatch meeting every
  // Monday from 13 June to 22 August, the bulletin of the last one owed
  const towns = areas.filter((a) => a.level === 'township').map((a) => a.code)
  const meeting = (form, subject, host, day, people, more) => ({ 会议名称: subject, 类别: form, 召开单位: host, 召开日期: day, 参会人次: people, 状态: '已召开', ...more })
  const meetings = [
    ...days(rng, 8, [2022, 1], 8, '2022-08-19').map((day, i) => meeting('常委会会议', `市委常委会会议研究民营经济（第${i + 1}次）`, '4313', day, rng.whole(18, 32))),
    meeting('领导小组会议', '市优化营商环境工作领导小组会议', '4313', '2022-03-25', 46),
    ...days(rng, 204, [2022, 3], 6, '2022-08-20').map((day) => meeting('学习会', `学习${rng.pick(STUDIES)}`, rng.chance(0.3) ? rng.pick(counties) : rng.pick(towns), day, rng.whole(12, 60))),
  ]
  for (let day = Date.UTC(2022, 5, 13), n = 1; day <= Date.UTC(2022, 7, 22); day += 7 * 864e5, n++) {
    const last = day === Date.UTC(2022, 7, 22)
    meetings.push(meeting('调度会', `大气污染防治第${n}次周调度会`, '4313-SHJ', new Date(day).toISOString().slice(0, 10), rng.whole(9, 16), { 专项编号: 'DQ2022', 状态: last ? '待发通报' : '已召开' }))
  }
  csv(demo('52-meeting.csv'), ['会议名称', '类别', '召开单位', '召开日期', '参会人次', '专项编号', '状态'], meetings)
}
