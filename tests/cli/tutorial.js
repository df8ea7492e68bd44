// tutorial.js FILE [--write]: lives through a page of the documentation in the current folder: runs its
// ```sh blocks, keeps its ```yaml blocks as the files they name, and holds what the commands print
// (both outputs together) against the ```text block that follows. --write puts what they print into
// the page. One line a check: "ok WHAT" or "not ok WHAT: why".
//
// A yaml block begins with its path: "# PATH" is the whole file; "# PATH, more" sections of it, each in
// the place of the section of that name, or after the others.
'use strict'
const fs = require('fs')
const { spawnSync } = require('child_process')
const [file, write] = process.argv.slice(2)
const text = fs.readFileSync(file, 'utf8')
let failed = 0, env = '', out = null

function check(held, what, why) {
  console.log((held ? 'ok ' : 'not ok ') + what + (held ? '' : ': ' + why))
  if (!held) failed++
}

// "key:" at the begin of a line begins a section; what stands before the first is the head.
function sections(body) {
  const all = []
  for (const line of body.split('\n')) {
    const key = /^([a-z]+):/.exec(line)
    if (key || all.length === 0) all.push({ key: key ? key[1] : '', lines: [] })
    all[all.length - 1].lines.push(line)
  }
  return all
}

function keep(body) {
  const [first, ...rest] = body.split('\n')
  const [, path, more] = /^# ([\w./-]+)(, more)?$/.exec(first)
  if (!more) {
    fs.mkdirSync(path.replace(/\/[^/]*$/, ''), { recursive: true })
    fs.writeFileSync(path, rest.join('\n') + '\n')
    return
  }
  const all = sections(fs.readFileSync(path, 'utf8').replace(/\n+$/, ''))
  for (const part of sections(rest.join('\n'))) {
    const at = all.findIndex((x) => x.key === part.key)
    if (at < 0) all.push(part)
    else all[at] = part
  }
  fs.writeFileSync(path, all.map((x) => x.lines.join('\n')).join('\n') + '\n')
}

// What is another number each time, or with each calendar that ships, is none of the page's matter.
function plain(s) {
  return s.replace(/\b(version +|[Ee]vent |batch |take-back |anchor \()\d+/g, '$1N')
    .replace(/\b\d+ (events|numbers|cells|tables)\b/g, 'N $1')
    .replace(/^( {2}code +)\w{8}$/gm, '$1C').replace(/\b[0-9a-f]{64}\b/g, 'HASH')
}

function run(body) {
  const done = spawnSync('sh', ['-c', env + 'exec 2>&1\n' + body], { encoding: 'utf8' })
  for (const line of body.split('\n')) if (/^export /.test(line)) env += line + '\n'
  return done.stdout.replace(/\n+$/, '')
}

let page = '', at = 0, blocks = 0
for (const m of text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)) {
  const [whole, kind] = m, body = m[2].replace(/\n$/, '')
  const what = body.split('\n').find((l) => /^zhitong/.test(l)) || body.split('\n')[0]
  page += text.slice(at, m.index)
  at = m.index + whole.length
  blocks++
  if (kind === 'yaml') keep(body)
  if (kind === 'sh') {
    if (out) check(false, out.what, 'prints, and the page shows nothing: ' + out.text)
    out = { what, text: run(body) }
    if (out.text === '') out = null
  }
  if (kind === 'text') {
    check(out !== null && (write || plain(out.text) === plain(body)), out ? out.what : what,
      'prints\n' + (out ? out.text : '') + '\ninstead of\n' + body)
    page += '```text\n' + (out ? out.text : '') + '\n```'
    out = null
  } else page += whole
}
if (out) check(false, out.what, 'prints, and the page shows nothing: ' + out.text)
check(blocks >= 20, 'blocks are found', blocks + ' only')
if (write) fs.writeFileSync(file, page + text.slice(at))
process.exit(failed ? 1 : 0)
