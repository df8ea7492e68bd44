// words.js: fills the slots of a template (see texts.js), and the made-up trades and names.
'use strict'

// {a|b} one of them; {3-12} a whole number; {x} a word; {x=...} drawn once, then {x}. Slots may nest.
function fill(rng, template, words) {
  let i = 0
  const text = (stops) => {
    /* reads to one of the stops, without choosing yet */
    const parts = []
    let plain = ''
    while (i < template.length && !stops.includes(template[i])) {
      if (template[i] !== '{') {
        plain += template[i++]
        continue
      }
      parts.push(plain, slot())
      plain = ''
    }
    return [...parts, plain]
  }
  const slot = () => {
    i++
    const named = /^([a-z]\w*)=/.exec(template.slice(i)),
      branches = []
    if (named) i += named[0].length
    do branches.push(text('|}'))
    while (template[i++] === '|')
    return { name: named && named[1], branches }
  }
  const say = (parts) => parts.map((p) => (typeof p === 'string' ? p : choose(p))).join('')
  const choose = ({ name, branches }) => {
    if (name && name in words) return words[name]
    let out
    const only = branches.length === 1 && branches[0].length === 1 ? branches[0][0] : null
    const range = only && /^(\d+)-(\d+)$/.exec(only)
    if (range) {
      const [from, to] = [Number(range[1]), Number(range[2])]
      const step =
        to - from >= 1000 ? 100 : to - from >= 100 ? 10 : 1 /* round sums, as people say them */
      out = String(from + step * rng.whole(0, Math.floor((to - from) / step)))
    } else if (only !== null && !name) {
      if (!(only in words)) throw new Error(`{${only}} is not known in: ${template}`)
      out = words[only]
    } else out = say(rng.pick(branches))
    if (name) words[name] = out
    return out
  }
  return say(text(''))
}

// Trades: what follows the made-up name, what it makes, its machine, its material, its share;
// works: a workshop's name may say it; deals: a dealer's may.
const trades = [
  { name: '机械制造', works: true, goods: '机械配件', gear: '数控车床', raw: '钢材', weight: 5 },
  {
    name: '农机制造',
    works: true,
    goods: '小型收割机',
    gear: '激光切割机',
    raw: '钢板',
    weight: 4,
  },
  { name: '电子科技', goods: '电子元件', gear: '贴片机', raw: '线路板', weight: 4 },
  { name: '电子陶瓷', goods: '电子陶瓷', gear: '窑炉', raw: '氧化铝粉', weight: 4 },
  {
    name: '建材',
    works: true,
    deals: true,
    goods: '水泥制品',
    gear: '搅拌机',
    raw: '砂石',
    weight: 4,
  },
  { name: '新材料', goods: '保温材料', gear: '发泡机', raw: '树脂', weight: 3 },
  { name: '食品', works: true, goods: '米粉', gear: '烘干机', raw: '大米', weight: 4 },
  { name: '茶业', goods: '红茶', gear: '揉捻机', raw: '鲜叶', weight: 3 },
  { name: '服饰', works: true, goods: '服装', gear: '裁床', raw: '布料', weight: 3 },
  {
    name: '文印设备',
    works: true,
    goods: '复印机配件',
    gear: '注塑机',
    raw: '塑料粒子',
    weight: 3,
  },
  { name: '锑制品', goods: '锑制品', gear: '熔炼炉', raw: '锑锭', weight: 2 },
  { name: '物流', goods: '冷链货物', gear: '分拣线', raw: '包装箱', weight: 3 },
  {
    name: '家居',
    works: true,
    deals: true,
    goods: '板式家具',
    gear: '开料机',
    raw: '板材',
    weight: 3,
  },
  { name: '包装', works: true, goods: '纸箱', gear: '印刷机', raw: '原纸', weight: 2 },
  { name: '商贸', deals: true, goods: '日用百货', gear: '冷柜', raw: '货物', weight: 3 },
  { name: '餐饮管理', goods: '预制菜', gear: '蒸箱', raw: '食材', weight: 3 },
  { name: '环保设备', goods: '净水设备', gear: '焊接机器人', raw: '不锈钢板', weight: 2 },
]
const farms = [
  { name: '蔬菜种植', goods: '蔬菜', gear: '冷库机组', raw: '种苗' },
  { name: '茶叶种植', goods: '红茶', gear: '揉捻机', raw: '鲜叶' },
  { name: '水果种植', goods: '柑橘', gear: '分选机', raw: '果苗' },
  { name: '粮油', goods: '大米', gear: '烘干机', raw: '稻谷' },
]
const shops = [
  { name: '五金店', goods: '五金', gear: '切割机', raw: '货物' },
  { name: '粉面馆', goods: '小吃', gear: '蒸箱', raw: '食材' },
  { name: '广告制作部', goods: '广告牌', gear: '写真机', raw: '板材' },
  { name: '汽车维修部', goods: '汽修', gear: '举升机', raw: '配件' },
]
// Pairs of these make names no firm is likely to bear.
const syllables = [
  '楠',
  '禾',
  '屿',
  '芷',
  '沐',
  '岚',
  '槿',
  '澄',
  '棠',
  '汀',
  '砚',
  '笺',
  '珩',
  '苇',
  '蓼',
  '椿',
  '栎',
  '霁',
  '樾',
  '桐',
  '笙',
  '岩',
  '舟',
  '陌',
  '垣',
  '栀',
]
const surnames =
  '王李张刘陈杨黄周吴徐孙朱马胡郭何高林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷龙黎史陶贺毛郝顾龚邵万钱严武戴'.split(
    '',
  )

module.exports = { fill, trades, farms, shops, syllables, surnames }
