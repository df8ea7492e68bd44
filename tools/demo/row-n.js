// row-n.js: Loudi's network: its counties and townships, with as many informants as they have villages.
'use strict'
module.exports = ({ rng, csv, demo, areas, common: c }) => {
  const villages = {}
  for (const a of areas) if (a.level === 'village') villages[a.parent] = (villages[a.parent] || 0) + 1
  const since = (from, days) => c.dayText(c.dayNumber(from) + rng.whole(0, days))
  const counties = areas.filter((a) => a.level === 'county')
  const townships = areas.filter((a) => a.level === 'township')
  csv(
    demo('50-network.csv'),
    ['单位', '层级', '领导小组', '成员', '办事员', '村社区数', '信息员数', '设立日期'],
    [
      ...counties.map((a) => ({ 单位: a.code, 层级: '县级', 领导小组: 'true', 设立日期: since('2022-03-19', 10) })),
      ...townships.map((a) => ({
        单位: a.code,
        层级: '乡级',
        成员: 'true',
        办事员: 'true',
        村社区数: villages[a.code] || 0,
        信息员数: villages[a.code] || 0,
        设立日期: since('2022-04-01', 60),
      })),
    ]
  )
}
