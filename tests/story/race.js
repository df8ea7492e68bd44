// node race.js URL PASSWORD NUMBER…: of each record, by its unit, an extension is asked for and a reply given at
// the same moment, both having seen the same version, while the timer comes round with its slip. One is
// first; whoever comes second is told what has changed. Prints who was first, one line a record.
'use strict'
const [url, password, ...numbers] = process.argv.slice(2)

async function ask(method, path, token, body, headers = {}) {
  if (token) headers.authorization = `Bearer ${token}`
  if (body) headers['content-type'] = 'application/json'
  const answer = await fetch(`${url}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) })
  return { status: answer.status, etag: answer.headers.get('etag'), body: await answer.json() }
}
function must(held, what, seen) {
  if (held) return
  console.log(`${what}: ${JSON.stringify(seen)}`)
  process.exit(1)
}

async function race(number, token) {
  const path = `/ledgers/inquiry/records/${number}`, seen = await ask('GET', path, token)
  must(seen.status === 200, 'the record', seen)
  const step = (name, fields) => ask('POST', `${path}/steps/${name}`, token, { fields }, { 'if-match': seen.etag })
  const two = await Promise.all([step('extend', { why: 'a part' }), step('reply', { reply: 'so it is' })])
  const names = ['extend', 'reply'], won = two.findIndex(a => a.status === 200)
  const now = await ask('GET', path, token)
  const stale = a => a.status === 409 && a.body.type !== 'urn:zhitong:asks.before' // too late to ask: it says so
  const steps = two.filter(stale).map(a => {
    must(a.body.changed && a.body.changed.length > 0 && a.body.version > seen.etag.replace(/"/g, ''), 'what has changed', a)
    return a.body.changed.map(c => c.step)
  })
  must(two.every(a => a.status === 200 || a.status === 409), 'an answer', two.map(a => a.body))
  if (won < 0) { // the slip was faster than both
    must(steps.every(s => s[0] === 'rule'), 'the slip', steps)
    return 'rule'
  }
  must(two.filter(a => a.status === 200).length === 1, 'one legal order', two.map(a => a.status))
  must(steps.every(s => s.includes(names[won])), 'the loser hears of the winner', [names[won], steps])
  must((now.body.state === 'replied') === (names[won] === 'reply'), 'the state', now.body.state)
  return names[won]
}
async function main() {
  const session = await ask('POST', '/session', null, { login: 'h.c-hb', password })
  must(session.body.token, 'signing in', session)
  for (const number of numbers) {
    console.log(number, await race(number, session.body.token))
    await new Promise(go => setTimeout(go, 150))
  }
}
main().catch(e => must(false, 'the race', e.stack))
