// row-j.js: model villages by grade (ledger site). Every site is entered at county grade on its day;
// those that rise do so in a sheet of steps, one grade at a time.
'use strict'

const two = (n) => String(n).padStart(2, '0')
const HEAD = ['创建点编号', '名称', '所在地', '等级', '县级批准文号', '市级批准文号', '状态', '日期']
const STEPS = ['创建点编号', '环节', '日期', '市级批准文号', '省级批准文号']
const CODE = { 娄: 'LD', 潭: 'XT', 郴: 'CZ' }
const LABEL = { city: '升为市级', province: '升为省级' }

// counts: of each grade in the end. years: when the county grade was given, then the city, the province.
function sites(rng, tag, areas, counts, years) {
  const rows = [],
    steps = []
  const total = counts.county + counts.city + counts.province
  const grade = rng.shuffled(Array.from({ length: total }, (_, i) =>
    i < counts.county ? 'county' : i < counts.county + counts.city ? 'city' : 'province'))
  grade.forEach((g, i) => {
    const area = areas[i % areas.length]
    const code = `${CODE[tag]}-${String(i + 1).padStart(3, '0')}`
    const day = (year) => `${year}-${two(rng.whole(1, year === 2022 ? 8 : 12))}-${two(rng.whole(1, 20))}`
    rows.push({
      创建点编号: code,
      名称: `${area.name}同心美丽乡村`,
      所在地: area.code,
      等级: '县级',
      县级批准文号: `${tag}统发〔${years[0]}〕${i + 1}号`,
      状态: '已授牌',
      日期: day(years[0]),
    })
    const rise = (to, year, no) => steps.push({ 创建点编号: code, 环节: LABEL[to], 日期: day(year), ...no })
    // those of this year, as many as are said; the others before
    const year = g === 'city' && counts.now-- > 0 ? 2022 : years[1]
    if (g !== 'county') rise('city', year, { 市级批准文号: `${tag}市统发〔${year}〕${i + 1}号` })
    if (g === 'province') rise('province', years[2], { 省级批准文号: `湘统发〔${years[2]}〕${i + 1}号` })
  })
  return { rows, steps }
}

module.exports = ({ rng, csv, common, areas, row, demo }) => {
  const put = (file, sheet, { rows, steps }) => {
    csv(file, HEAD, rows)
    csv(sheet, STEPS, steps)
  }
  // 娄底: villages of its five counties
  const villages = rng.shuffled(areas.filter((a) => a.level === 'village'))
  put(demo('42-site.csv'), demo('43-site.csv'),
    sites(rng, '娄', villages, { county: 106, city: 29, province: 10, now: 12 }, [2019, 2020, 2021]))
  // 湘潭 and 郴州: their counties and districts
  const counties = (city) =>
    common.csvRead(common.ROOT, 'tests', 'newspaper', 'G', `${city}-offices.csv`).filter((o) => o.level === 'county')
  put(row('xiangtan.csv'), row('xiangtan-rise.csv'),
    sites(rng, '潭', counties('xiangtan'), { county: 15, city: 15, province: 7, now: 3 }, [2018, 2020, 2021]))
  put(row('chenzhou.csv'), row('chenzhou-rise.csv'),
    sites(rng, '郴', counties('chenzhou'), { county: 40, city: 58, province: 12, now: 10 }, [2019, 2020, 2021]))
}
