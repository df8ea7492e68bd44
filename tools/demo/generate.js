// generate.js: writes the demo city: share/demo/accounts.csv, organisations.csv and script.jsonl.
// Deterministic: the same lists, offices and calendar give the same bytes. No person, no firm and
// no event in it is real; the offices are. The totals on 22 August 2022 are those of the newspaper,
// and check.js asserts them by living the script through on its own.
//
//   node tools/demo/generate.js
//
// A request's field `urgent` is set for some if the ledger's step `receive` asks for it.
'use strict';
const assert = require('assert');
const fs = require('fs');
const path = require('path');
const c = require('./common');
const { fill, trades, farms, shops, syllables, surnames } = require('./words');
const texts = require('./texts');
const check = require('./check');

const rng = c.chance(20220822);
const calendar = c.calendarRead(2022);
const offices = c.officesRead();
const ledger = c.ledgerRead(c.SHARE, 'ledgers', 'request.yaml');
const URGENT = ledger.steps.receive.ask.includes('urgent');

const ROOT = '4313', YSB = '4313-YSB', GSL = '4313-GSL';
const OPENING = c.dayNumber('2022-03-19'), LAST = c.dayNumber('2022-08-22');
const CUTOFF = c.moment('2022-08-22T17:40:00');
const CHANNELS = { hotline: 128, report: 74, visit: 62, dialogue: 34, handling: 52, service: 26, accountability: 10 };
const REQUESTS = 386, DIRECT = 47, OPEN = 20, OPEN_OVERDUE = 2, UNRATED = 21, LATE = 27, REDONE = 12;
const RATINGS = { basically_satisfied: 6, dissatisfied: 4, very_dissatisfied: 1, satisfied: 72 }; /* the rest: very_satisfied, 262 */
const COUNTIES = [['431302', 34], ['431321', 17], ['431322', 20], ['431381', 12], ['431382', 17]];
const CITY_AT = { 431302: [27.73, 111.99], 431321: [27.46, 112.19], 431322: [27.73, 111.32], 431381: [27.69, 111.43], 431382: [27.69, 111.67] };

const MINUTE = 60, HOUR = 3600;
const clock = (t) => t % c.DAY;
const at = (day, h, m = 0, s = 0) => day * c.DAY + h * HOUR + m * MINUTE + s;

// ---- working hours: 8:30–12:00 and 14:30–17:30 on worked days ------------------------------------

const HOURS = [[8.5 * HOUR, 12 * HOUR], [14.5 * HOUR, 17.5 * HOUR]];

// The first working moment at or after t.
function atWork(t) {
  const day = c.dayOf(t);
  if (calendar.works(day)) for (const [from, to] of HOURS) if (clock(t) < to) return Math.max(t, day * c.DAY + from);
  return at(calendar.next(day + 1), 8, 30);
}
// t and so many working seconds more.
function worked(t, seconds) {
  for (t = atWork(t); ;) {
    const [, to] = HOURS.find(([, end]) => clock(t) < end);
    if (clock(t) + seconds < to) return t + seconds;
    seconds -= to - clock(t);
    t = atWork(c.dayOf(t) * c.DAY + to);
  }
}
// Some working moment of a day, after `after` if that is possible that day, else soon after it.
function sometime(day, after) {
  const [from, to] = rng.weighted(HOURS, ([a, b]) => b - a);
  const t = day * c.DAY + from + rng.whole(60, to - from - 60);
  return t > after ? t : worked(after, rng.whole(8, 50) * MINUTE + rng.whole(0, 59));
}
const between = (from, to) => { /* a working moment in (from, to), if it has one */
  for (let i = 0; i < 50; i++) {
    const t = rng.whole(from + MINUTE, to - MINUTE);
    if (atWork(t) === t) return t;
  }
  return from + Math.floor((to - from) / 2);
};

// ---- offices and accounts ------------------------------------------------------------------------

const all = [...offices.values()];
const name = (code) => offices.get(code).name;
const level = (l) => all.filter((o) => o.level === l && /^\d+$/.test(o.code));
const countyOf = (code) => c.upward(offices, code).find((x) => x.length === 6);
const townshipOf = (code) => c.upward(offices, code).find((x) => x.length === 9);
const villageName = (o) => o.name.replace(/村?(村民委员会|村委会)$/, '村').replace(/居民?委员会$|居委会$/, '');
const placeName = (code) => (code.length > 9 ? name(townshipOf(code)) + villageName(offices.get(code)) : name(code));
const shortName = (o) => o.name.replace(/^娄底市(人民政府)?(?=.{3})/, '市').replace('市人力资源和社会保障局', '市人社局')
  .replace('市公安局交通警察支队', '市交警支队').replace('市发展和改革委员会', '市发改委');

const villagesWithPost = level('county').flatMap(({ code }) =>
  rng.shuffled(level('village').filter((v) => v.code.startsWith(code) && /村(委会|民委员会)?$/.test(v.name))).slice(0, 4));
const townshipsWithClerk = level('county').flatMap(({ code }) =>
  rng.shuffled(level('township').filter((t) => t.code.startsWith(code))).slice(0, 3));

function accounts() {
  const rows = [];
  const add = (login, title, office, roles) => rows.push({ login, name: title, office, roles });
  const digits = ['一', '二', '三', '四'];
  for (let i = 0; i < 4; i++) add(`rx${i + 1}`, `热线坐席${digits[i]}`, ROOT, 'clerk');
  for (let i = 0; i < 2; i++) add(`zx${i + 1}`, `网上诉求受理岗${digits[i]}`, ROOT, 'clerk');
  for (let i = 0; i < 2; i++) add(`ck${i + 1}`, `诉求窗口受理岗${digits[i]}`, ROOT, 'clerk');
  add('zz1', '问责直处受理岗', ROOT, 'clerk');
  for (let i = 0; i < 2; i++) add(`pd${i + 1}`, `市级交办岗${digits[i]}`, ROOT, 'dispatcher');
  for (let i = 0; i < 3; i++) add(`hf${i + 1}`, `市级回访评价岗${digits[i]}`, ROOT, 'evaluator');
  add('dc1', '市级督办岗', ROOT, 'supervisor');
  add('bl1', '补录岗', ROOT, 'recorder');
  add('ld1', '市级领导岗', ROOT, 'leader');
  add('sj1', '审计监督岗', ROOT, 'auditor');
  add('admin.system', '系统管理员', ROOT, 'system');
  add('admin.security', '安全管理员', ROOT, 'security');
  add('admin.audit', '审计管理员', ROOT, 'audit');
  for (let i = 0; i < 2; i++) add(`ysb.sl${i + 1}`, `营商环境组受理岗${digits[i]}`, YSB, 'clerk');
  add('ysb.pd', '营商环境组交办岗', YSB, 'dispatcher');
  add('ysb.hf', '营商环境组回访评价岗', YSB, 'evaluator');
  add('ysb.dc', '营商环境组督办岗', YSB, 'supervisor');
  add('gsl.sl', '市工商联热线受理岗', GSL, 'clerk');
  for (const o of level('county')) {
    add(`c.${o.code}`, `${o.name}受理岗`, o.code, 'clerk');
    add(`d.${o.code}`, `${o.name}交办岗`, o.code, 'dispatcher');
    add(`e.${o.code}`, `${o.name}回访评价岗`, o.code, 'evaluator');
    add(`s.${o.code}`, `${o.name}督办岗`, o.code, 'supervisor leader');
  }
  for (const o of townshipsWithClerk) add(`c.${o.code}`, `${o.name}受理岗`, o.code, 'clerk');
  for (const o of all.filter((x) => x.kind || x.level === 'county' || x.level === 'township'))
    if (o.kind || /^\d+$/.test(o.code)) add(handlerOf(o.code), `${shortName(o)}承办人`, o.code, 'handler');
  for (const o of villagesWithPost) add(handlerOf(o.code), `${placeName(o.code)}信息员`, o.code, 'handler');
  return rows;
}
const handlerOf = (office) => 'h.' + office.toLowerCase();

// ---- firms ---------------------------------------------------------------------------------------

const usedPhones = new Set();
function person() {
  let phone;
  do phone = '1300000' + String(rng.whole(0, 9999)).padStart(4, '0'); while (usedPhones.has(phone));
  usedPhones.add(phone);
  return { name: rng.pick(surnames) + rng.pick(['女士', '先生']), phone };
}
const someCounty = () => rng.weighted(COUNTIES, (x) => x[1])[0];
function somePlace(county) {
  const towns = level('township').filter((t) => t.code.startsWith(county));
  const town = rng.chance(0.4) ? rng.weighted(towns, (t) => (t.name.endsWith('街道') ? 3 : 1)) : rng.pick(towns);
  const posts = villagesWithPost.filter((v) => v.code.startsWith(county));
  if (rng.chance(0.1)) return rng.pick(posts).code;
  if (rng.chance(0.5)) return town.code;
  return rng.pick(level('village').filter((v) => v.code.startsWith(town.code))).code;
}
function firms() {
  const names = rng.shuffled(syllables.flatMap((a) => syllables.filter((b) => a !== b).map((b) => a + b)));
  return Array.from({ length: 120 }, (_, i) => {
    const county = someCounty(), area = rng.chance(0.5) ? '娄底市' : name(county), serial = String(i + 1).padStart(5, '0') + rng.whole(0, 9);
    const kind = rng.weighted([['limited', 74], ['joint_stock', 3], ['sole', 8], ['partnership', 3], ['self_employed', 14], ['cooperative', 18]], (x) => x[1])[0];
    const fits = { sole: (x) => x.works, partnership: (x) => x.deals }[kind] || (() => true);
    const trade = kind === 'cooperative' ? rng.pick(farms) : kind === 'self_employed' ? rng.pick(shops) : rng.weighted(trades.filter(fits), (x) => x.weight);
    const end = { limited: '有限公司', joint_stock: '股份有限公司', sole: '厂', partnership: '经营部（普通合伙）', self_employed: '', cooperative: '专业合作社' }[kind];
    const class_ = { self_employed: '92', cooperative: '93' }[kind] || '91';
    return { record: `o${i + 1}`, name: area + names[i] + trade.name + end, code: class_ + county + 'DEMO' + serial, org_kind: kind,
      place: somePlace(county), contact: person(), county, trade, us: { sole: '厂', self_employed: '店', cooperative: '社' }[kind] || '公司' };
  });
}
function registrations(orgs) {
  const first = c.dayNumber('2022-03-18');
  const times = orgs.map((_, i) => (i < 102 ? sometime(first, 0) : at(first + 1, 7, 35) + rng.whole(0, 55 * MINUTE))).sort((a, b) => a - b);
  const lines = orgs.map((o, i) => ({
    t: times[i], as: i < 102 && rng.chance(0.7) ? `c.${o.county}` : rng.pick(['ysb.sl1', 'ysb.sl2']), ledger: 'organisation', record: o.record, step: 'register',
    fields: { name: o.name, code: o.code, org_kind: o.org_kind, place: o.place, phone: o.contact },
  }));
  const later = (i, day, step, fields) => lines.push({ t: sometime(c.dayNumber(day), 0), as: lines[i].as, ledger: 'organisation', record: orgs[i].record, step, fields });
  later(11, '2022-04-27', 'update', { phone: person() });
  later(52, '2022-06-15', 'update', { place: somePlace(orgs[52].county) });
  later(87, '2022-07-08', 'update', { phone: person() });
  later(RETIRED, '2022-07-21', 'retire', { why: '企业已停止经营并办理注销登记。' });
  return lines;
}
const RETIRED = 119; /* no request names this firm */

// ---- requests: when and by whom they come in -----------------------------------------------------

const OFFICE_HOURS_ONLY = ['visit', 'handling', 'accountability', 'dialogue'];
const MEETINGS = [['2022-04-28', 12], ['2022-05-26', 5], ['2022-06-16', 5], ['2022-07-14', 12]];

function dayFor(channel) {
  const days = Array.from({ length: LAST - OPENING + 1 }, (_, i) => OPENING + i);
  const busy = (d) => (d < OPENING + 12 ? 0.7 : 1) * (d > c.dayNumber('2022-03-30') && d < c.dayNumber('2022-04-20') ? 1.25 : 1);
  return rng.weighted(days, (d) => busy(d) * (calendar.works(d) ? 1 : OFFICE_HOURS_ONLY.includes(channel) ? 0 : 0.45));
}
function timeFor(channel, day) {
  let t;
  if (OFFICE_HOURS_ONLY.includes(channel)) t = sometime(day, 0);
  else if (channel === 'hotline') t = rng.chance(0.8) ? at(day, 8, 30) + rng.whole(0, 9 * HOUR) : at(day, 8) + rng.whole(0, 13 * HOUR);
  else t = at(day, 7, 30) + rng.whole(0, 14.5 * HOUR);
  return day === LAST ? Math.min(t, at(day, 14, 50) + rng.whole(0, 30 * MINUTE)) : t;
}
function arrivals() {
  const out = [];
  const put = (channel, t, more = {}) => out.push({ channel, t, ...more });
  put('hotline', c.moment('2022-03-19T08:31:00'));
  put('hotline', c.moment('2022-03-19T10:12:40'));
  put('report', c.moment('2022-03-19T14:05:22'));
  put('hotline', c.moment('2022-03-19T16:48:09'));
  put('hotline', c.moment('2022-04-11T16:40:12'), { story: true });
  put('hotline', c.moment('2022-08-22T09:07:31'));
  put('report', c.moment('2022-08-22T10:44:56'));
  for (const [day, n] of MEETINGS) {
    let t = at(c.dayNumber(day), 15, 5);
    for (let i = 0; i < n; i++) put('dialogue', (t += rng.whole(4 * MINUTE, 11 * MINUTE)));
  }
  for (const [channel, n] of Object.entries(CHANNELS))
    while (out.filter((x) => x.channel === channel).length < n) put(channel, timeFor(channel, dayFor(channel)));
  const seen = new Set();
  for (const x of out) { while (seen.has(x.t)) x.t++; seen.add(x.t); }
  return out.sort((a, b) => a.t - b.t).map((x, i) => ({ ...x, record: `r${i + 1}` }));
}
function enteredBy(r) {
  const requester = () => ({ as: 'requester', owner: ROOT, county: someCounty() });
  const post = (as, owner, county = someCounty()) => ({ as, owner, county });
  switch (r.channel) {
    case 'hotline': return !r.story && rng.chance(0.18) && calendar.works(c.dayOf(r.t)) ? post('gsl.sl', GSL) : post(rng.pick(['rx1', 'rx2', 'rx3', 'rx4']), ROOT);
    case 'visit': {
      const town = rng.pick(townshipsWithClerk).code, county = someCounty();
      return rng.weighted([[post(`c.${county}`, county, county), 5], [post(`c.${town}`, town, countyOf(town)), 3], [post('ysb.sl1', YSB), 2]], (x) => x[1])[0];
    }
    case 'dialogue': return post('ysb.sl2', YSB);
    case 'handling': return rng.chance(0.4) ? requester() : post(rng.pick(['ck1', 'ck2']), ROOT);
    case 'accountability': return post('zz1', ROOT);
    default: return requester();
  }
}

// ---- requests: what they are about ---------------------------------------------------------------

/* What a small shop may ask for as well; the rest speaks of plants and production. */
const SHOP_TOPICS = ['registration', 'licence', 'counter', 'charges', 'invoice', 'insurance', 'parking'];
const leaves = Object.entries(texts.topics).map(([code, topic]) => ({ code, ...topic }));
const STORY = {
  t: '厂区变压器突发故障，整条生产线停机',
  b: '该公司厂区变压器下午四点突发故障，两条生产线全部停机，订单月底要交货，请供电部门尽快派人抢修。',
  r: ['接到交办后，我公司抢修班4月12日上午到达现场，查明变压器高压绕组击穿，当天接入应急发电车保障一条生产线开机；4月13日调换同型号变压器，4月14日上午试验合格，全厂恢复供电。'],
  lead: ['DL'],
};

function contents(r, orgs) {
  Object.assign(r, r.story ? { as: 'rx2', owner: ROOT, county: '431302' } : enteredBy(r));
  const leaf = r.story ? leaves.find((l) => l.code === 'power_supply')
    : rng.weighted(leaves.filter((l) => !r.direct || l.problems.some((p) => p.d)), (l) => l.weight);
  const fits = leaf.problems.filter((p) => (r.direct ? p.d : p.r.length));
  r.topic = leaf.code;
  r.problem = r.story ? STORY : rng.weighted(fits, (p) => (r.direct || !p.d ? 1 : r.channel === 'accountability' ? 0 : 0.3));
  r.leads = r.problem.lead || leaf.lead;
  r.assists = r.problem.assist || leaf.assist || [];
  const near = orgs.filter((o, i) => o.county === r.county && i !== RETIRED && (o.org_kind !== 'self_employed' || SHOP_TOPICS.includes(r.topic)));
  r.firm = r.story ? near.find((o) => o.trade.name === '机械制造') : rng.chance(0.85) ? rng.pick(near) : null;
  r.place = r.firm && rng.chance(0.8) ? r.firm.place : somePlace(r.county);
  if (r.as.startsWith('c.') && r.owner.length === 9) r.place = rng.chance(0.5) ? r.owner : rng.pick(level('village').filter((v) => v.code.startsWith(r.owner))).code;
  r.contact = r.firm && rng.chance(0.5) ? r.firm.contact : person();
  r.urgentDraw = rng.chance(0.07);
  r.urgent = URGENT && !r.story && !r.direct && r.urgentDraw && ['utilities', 'logistics'].includes(groupOf(r.topic));
  wording(r);
}
const GROUPS = c.read(c.SHARE, 'lists', 'topics.yaml').split(/^ {2}- code: /m).slice(1);
const groupOf = (leaf) => GROUPS.find((g) => g.includes(`code: ${leaf},`)).split('\n')[0];

function wording(r) {
  const trade = r.firm ? r.firm.trade : rng.pick(trades), us = r.firm ? r.firm.us : '公司';
  const month = Number(c.dayText(c.dayOf(r.t)).slice(5, 7)) - rng.whole(1, 2);
  const town = townshipOf(r.place) || r.place;
  r.words = { firm: r.firm ? r.firm.name : '一家企业', we: (r.as === 'requester' ? '我' : '该') + us, goods: trade.goods, gear: trade.gear, raw: trade.raw,
    where: placeName(r.place), town: name(town), county: name(r.county), month: `${month}月` };
  r.title = fill(rng, r.problem.t, r.words);
  const body = fill(rng, r.problem.b, r.words);
  const opening = fill(rng, rng.pick(texts.openings[r.channel]), r.words);
  r.body = r.story ? `${r.firm.name}来电反映，${body}` : opening + body + rng.pick(/？$|希望|请求/.test(body) ? ['', '盼复。'] : texts.closings);
}
function placeField(r) {
  const town = townshipOf(r.place);
  if (!town || !name(town).endsWith('街道') || !rng.chance(0.7)) return r.place; /* points only near the county seat: there they are plausible */
  const [lat, lon] = CITY_AT[r.county], off = () => (rng.next() - 0.5) * 0.04;
  return `${r.place}@${(lat + off()).toFixed(5)},${(lon + off()).toFixed(5)}`;
}

// ---- requests: who handles -----------------------------------------------------------------------

function officeFor(token, r) {
  switch (token) {
    case 'county': return r.county;
    case 'ysb': return `${r.county}-YSB`;
    case 'town': return townshipOf(r.place) || r.county;
    case 'power': return r.county === '431302' ? '4313-DL' : `${r.county}-DL`;
    default: assert(offices.has('4313-' + token), token); return '4313-' + token;
  }
}
function parties(r) {
  r.lead = officeFor(rng.pick(r.leads), r);
  const want = r.story ? 0 : rng.weighted([[0, 55], [1, 28], [2, 12], [3, 5]], (x) => x[1])[0];
  const near = ['ysb', 'town', 'town', 'county'].map((x) => officeFor(x, r));
  if (villagesWithPost.some((v) => v.code === r.place)) near.unshift(r.place, r.place, r.place, r.place);
  const pool = [...rng.shuffled(r.assists.map((x) => officeFor(x, r))), ...rng.shuffled(near)];
  r.assist = [...new Set(pool)].filter((o) => o !== r.lead).slice(0, want);
}
const withinCounty = (r) => /^\d{6}/.test(r.owner);
function dispatcherOf(r) {
  if (withinCounty(r) && countyOf(r.lead) === countyOf(r.owner)) return `d.${countyOf(r.owner)}`;
  return r.owner === YSB && rng.chance(0.7) ? 'ysb.pd' : rng.pick(['pd1', 'pd2']);
}
function evaluatorOf(r) {
  if (withinCounty(r)) return `e.${countyOf(r.owner)}`;
  return r.owner === YSB ? 'ysb.hf' : rng.pick(['hf1', 'hf2', 'hf3']);
}
const clerkOf = (r) => (r.as === 'requester' ? rng.pick(['zx1', 'zx2']) : r.as);
const usOf = (code) => {
  const n = name(code), end = ['支队', '公司', '街道', '中心', '镇', '乡', '县', '区', '局', '行', '村'].find((x) => n.endsWith(x));
  if (/^\d{12}$/.test(code)) return villageName(offices.get(code)).endsWith('村') ? '我村' : '我社区';
  if (/^\d{6}$/.test(code)) return n.endsWith('市') ? '我市' : '我' + end;
  return n.endsWith('委员会') ? '我委' : n.endsWith('联合会') ? '我会' : n.endsWith('办公室') ? '我办' : n.endsWith('林场') ? '我场' : '我' + end;
};
const dateWords = (t) => { const [, m, d] = c.dayText(c.dayOf(t)).split('-').map(Number); return `${m}月${d}日`; };

// ---- requests: their lives -----------------------------------------------------------------------

function step(r, t, as, verb, fields = {}, duty) {
  assert(r.lines.length === 0 || t > r.lines.at(-1).t, `${r.record} ${verb} not later than the step before`);
  r.lines.push({ t, as, ledger: 'request', record: r.record, step: verb, ...(duty && { duty }), fields });
}
const last = (r) => r.lines.at(-1).t;
const soon = (t, least, most) => worked(t, rng.whole(least, most) * MINUTE + rng.whole(0, 59));

function receive(r) {
  r.lines = [];
  const fields = { title: r.title, body: r.body, channel: r.channel, topic: r.topic, ...(r.urgent && { urgent: true }),
    ...(r.firm && { firm: r.firm.record }), place: placeField(r), contact: r.contact };
  step(r, r.t, r.as, 'receive', fields);
}
function answer(r, reply) {
  step(r, Math.min(soon(last(r), 5, rng.chance(0.7) ? 90 : 300), latest(r)), clerkOf(r), 'answer', { reply });
}
// On the last day whoever must still act does so before the day is out.
const latest = (r) => (last(r) < CUTOFF ? CUTOFF - rng.whole(20, 60) * MINUTE : Infinity);

function assign(r) {
  const slow = rng.chance(0.04) && last(r) < at(LAST - 12, 0) && !r.story && !r.urgent;
  let t = r.urgent ? soon(last(r), 5, 35) : r.story ? last(r) + 12 * MINUTE : soon(last(r), 8, rng.chance(0.75) ? 150 : 420);
  if (slow) t = sometime(calendar.onward(c.dayOf(atWork(last(r))), 2), t);
  step(r, Math.min(t, latest(r)), dispatcherOf(r), 'assign', { lead: r.lead, ...(r.assist.length && { assist: r.assist }) });
}
function sign(r, from) {
  const lateSign = rng.chance(0.04) && !r.story && !r.urgent && last(r) < at(LAST - 14, 0);
  let t = r.urgent ? from + rng.whole(4, rng.chance(0.85) ? 24 : 55) * MINUTE : r.story ? c.moment('2022-04-12T08:52:20') : soon(from, 6, rng.chance(0.7) ? 140 : 400);
  if (lateSign) t = sometime(calendar.onward(c.dayOf(from), 2), t);
  if (t > CUTOFF || (r.open && !r.redone && last(r) > at(LAST, 0) && rng.chance(0.6))) return false;
  step(r, t, handlerOf(r.lead), 'sign', {}, 'sign');
  return true;
}
function due(r, from) {
  return calendar.onward(c.dayOf(from), r.urgent ? 1 : 5);
}
function replyTime(r, from) {
  if (r.story) return c.moment('2022-04-14T10:20:45');
  const earliest = soon(last(r), 25, 120);
  const days = r.late ? rng.whole(1, 4) : r.urgent ? rng.whole(-1, 0) : rng.weighted([[-5, 7], [-4, 20], [-3, 26], [-2, 22], [-1, 15], [0, 10]], (x) => x[1])[0];
  const dueDay = due(r, from);
  const day = days > 0 ? calendar.onward(dueDay, days) : calendar.back(dueDay, -days);
  let t = Math.max(sometime(Math.max(day, c.dayOf(earliest)), earliest), earliest);
  if (!r.late && c.dayOf(t) > dueDay) t = between(last(r), at(dueDay, 17, 30));
  return t < CUTOFF ? t : between(last(r), CUTOFF);
}
const filled = (r, template, office, t) => fill(rng, template, { ...r.words, us: usOf(office), sign: dateWords(r.signed), done: dateWords(t) });

function assistReplies(r, from, until) {
  for (const office of rng.shuffled(r.assist)) {
    const end = Math.min(until, at(due(r, from), 17, 30));
    if (!r.late && !rng.chance(0.45)) continue;
    const t = between(last(r), end);
    if (t <= last(r) || t >= end) { assert(!r.late, 'late with an assist that has no time'); continue; }
    step(r, t, handlerOf(office), 'reply', { reply: filled(r, rng.pick(texts.assistReplies[/^\d{9}/.test(office) ? 'local' : 'bureau']), office, t) }, 'handle');
  }
}
// One round: sign, the assisting offices' replies, the lead's reply. False if it stays open.
function round(r, templates, stays = false) {
  const from = last(r);
  if (!sign(r, from)) { assert(stays); return false; }
  r.signed = last(r);
  if (stays) { if (r.stale !== true) assistReplies(r, from, CUTOFF); return false; }
  const t = replyTime(r, from);
  assistReplies(r, from, t);
  step(r, Math.max(t, last(r) + MINUTE), handlerOf(r.lead), 'reply', { reply: r.story ? STORY.r[0] : filled(r, rng.pick(templates), r.lead, t) }, 'handle');
  return true;
}
function feedbackTime(r, self) {
  if (r.story) return c.moment('2022-04-15T09:31:08');
  if (self) { /* people answer when they have time */
    const t = at(c.dayOf(last(r)) + rng.whole(0, 4), 8) + rng.whole(0, 13 * HOUR);
    if (t > last(r) + HOUR && t < CUTOFF) return t;
  }
  const days = rng.weighted([[0, 14], [1, 40], [2, 26], [3, 16], [4, 4]], (x) => x[1])[0];
  const t = sometime(calendar.onward(c.dayOf(last(r)), days), soon(last(r), 20, 90));
  return t < CUTOFF ? t : between(last(r), CUTOFF);
}
function confirm(r, rating) {
  const self = !r.story && rng.chance(r.as === 'requester' ? 0.5 : 0.12);
  step(r, feedbackTime(r, self), self ? 'requester' : evaluatorOf(r), 'confirm', { solved: !rating.includes('dissatisfied') || rng.chance(0.2), rating });
}
function again(r, verb, why) {
  const self = rng.chance(0.35);
  step(r, feedbackTime(r, self), self ? 'requester' : evaluatorOf(r), verb, { why: fill(rng, rng.pick(why), r.words) });
}

// ---- which request ends how ----------------------------------------------------------------------

// Direct answers come through the doors where people ask; the first two are reopened later.
function chooseDirect(requests) {
  const doors = requests.filter((r) => ['hotline', 'report', 'handling', 'service'].includes(r.channel) && !r.story);
  const chosen = rng.shuffled(doors).slice(0, DIRECT + 1).sort((a, b) => a.t - b.t);
  chosen.forEach((r) => { r.direct = true; });
  [chosen[9].reopened, chosen[21].reopened] = ['answered', 'assigned'];
}
// Twenty are still in hand: two overdue, one in its second round, the others new.
function chooseOpen(requests) {
  const assigned = requests.filter((r) => !r.direct && !r.urgent);
  const before = (from, to) => rng.shuffled(assigned.filter((r) => r.t > at(c.dayNumber(from), 0) && r.t < at(c.dayNumber(to), 0)));
  before('2022-07-26', '2022-08-10').slice(0, OPEN_OVERDUE).forEach((r) => { r.open = r.stale = true; });
  before('2022-08-04', '2022-08-12').filter((r) => !r.open).slice(0, 1).forEach((r) => { r.open = r.redone = 'open'; });
  const fresh = requests.filter((r) => !r.direct && !r.open).slice(-21);
  const must = fresh.filter((r) => r.t > at(LAST - 3, 12));
  const left = OPEN - OPEN_OVERDUE - 1 - must.length;
  assert(left >= 0, 'too many arrive in the last days');
  must.forEach((r) => { r.open = true; });
  rng.shuffled(fresh.filter((r) => !r.open)).slice(0, left).forEach((r) => { r.open = true; });
}
function chooseTrouble(requests) {
  const early = requests.filter((r) => !r.direct && !r.open && !r.story && !r.problem.d && r.t < at(c.dayNumber('2022-07-18'), 0));
  const mixed = rng.shuffled(early);
  mixed.slice(0, LATE).forEach((r) => { r.late = true; });
  const again_ = mixed.slice(LATE, LATE + REDONE);
  again_.forEach((r, i) => { r.redone = i < 7 ? 'replied' : i < 11 ? 'closed' : 'twice'; });
}

function live(r) {
  receive(r);
  if (r.direct) {
    answer(r, fill(rng, rng.pick(r.problem.d), r.words));
    if (!r.reopened) return;
    again(r, 'reopen', texts.whyReopen);
    if (r.reopened === 'answered') return answer(r, '您好，已请业务部门按您的情况逐项核对，所缺的只是一份授权书，样本已发到您手机，窗口不再要求其他材料。给您添麻烦了。');
  }
  parties(r);
  if (r.stale) r.assist = [];
  assign(r);
  if (!round(r, r.problem.r.length ? r.problem.r : ['{us}已按要求办理完毕。'], r.open && r.redone !== 'open')) return;
  if (!r.redone) return;
  r.late = false;
  if (r.redone === 'closed') confirm(r, rng.pick(['dissatisfied', 'basically_satisfied']));
  again(r, 'redo', texts.whyRedo);
  if (!round(r, texts.secondReplies, r.redone === 'open')) return;
  if (r.redone !== 'twice') return;
  again(r, 'redo', texts.whyRedo);
  round(r, texts.secondReplies);
}
// Who has been called back by the end, and how content they are.
function rate(requests) {
  const done = requests.filter((r) => !r.open).sort((a, b) => last(b) - last(a));
  const recent = done.slice(0, UNRATED + 6), tooLate = recent.filter((r) => last(r) > CUTOFF - 2 * HOUR);
  const unrated = new Set([...tooLate, ...rng.shuffled(recent.filter((r) => !tooLate.includes(r)))].slice(0, UNRATED));
  const rated = rng.shuffled(done.filter((r) => !unrated.has(r)));
  assert.equal(rated.length, REQUESTS - OPEN - UNRATED);
  const trouble = (r) => (r.late || r.redone ? 0 : 1);
  const pool = rated.filter((r) => !r.story).sort((a, b) => trouble(a) - trouble(b));
  const low = [...rng.shuffled(pool.slice(0, 34)).slice(0, 5), ...rng.shuffled(pool.slice(40)).slice(0, 6)];
  const rest = rng.shuffled(pool.filter((r) => !low.includes(r)));
  for (const [rating, n] of Object.entries(RATINGS))
    for (const r of (rating === 'satisfied' ? rest : low).splice(0, n)) r.rating = rating;
  for (const r of rated) confirm(r, r.rating || 'very_satisfied');
}

// ---- all of it -----------------------------------------------------------------------------------

function write(file, text) {
  fs.writeFileSync(path.join(c.SHARE, 'demo', file), text);
}
function main() {
  const orgs = firms(), requests = arrivals();
  assert.equal(requests.length, REQUESTS);
  chooseDirect(requests);
  for (const r of requests) contents(r, orgs);
  chooseOpen(requests);
  chooseTrouble(requests);
  requests.forEach(live);
  rate(requests);

  const lines = [...registrations(orgs), ...requests.flatMap((r) => r.lines)].map((line, i) => ({ line, i }));
  lines.sort((a, b) => a.line.t - b.line.t || a.i - b.i);
  write('accounts.csv', c.csvText(['login', 'name', 'office', 'roles'], accounts()));
  write('organisations.csv', c.csvText(['record', 'name', 'code', 'org_kind', 'place', 'contact', 'phone'],
    orgs.map((o) => ({ ...o, contact: o.contact.name, phone: o.contact.phone }))));
  write('script.jsonl', lines.map(({ line: { t, ...rest } }) => JSON.stringify({ at: c.momentText(t), ...rest }) + '\n').join(''));

  const result = check.run();
  check.assertNewspaper(result);
  check.summary(result);
  const story = requests.find((r) => r.story);
  console.log(`\nstory: ${story.record}: ` + story.lines.map((l) => `${l.step} ${c.momentText(l.t)} ${l.as}`).join(', '));
}
main();
