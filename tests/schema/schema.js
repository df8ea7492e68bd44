// schema.js MODULES SRC CITY: holds share/schema/*.json against the parser: the lists of keys and
// words in src/city, and the definition files that tests and the program itself have.
// One line a check: "ok WHAT" or "not ok WHAT: why".
'use strict'
const fs = require('fs')
const path = require('path')
const [modules, src, city] = process.argv.slice(2)
const Ajv = require(path.join(modules, 'ajv/dist/2020.js'))
const YAML = require(path.join(modules, 'yaml'))
const formats = require(path.join(modules, 'ajv-formats'))

let failed = 0
function check(held, what, why) {
  console.log((held ? 'ok ' : 'not ok ') + what + (held ? '' : ': ' + why))
  if (!held) failed++
}
const read = (...at) => fs.readFileSync(path.join(...at), 'utf8')
const sorted = (set) => [...new Set(set)].sort().join(' ')

// ---- schemas ------------------------------------------------------------------------------------

const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true })
formats(ajv)
const schemas = {}, validate = {}
for (const kind of ['ledger', 'list', 'city']) {
  schemas[kind] = JSON.parse(read(src, 'share/schema', kind + '.json'))
  ajv.addSchema(schemas[kind], kind)
  validate[kind] = ajv.getSchema(kind)
}

// The object of each list of keys: that of the file, or one of $defs.
function object_of(tag) {
  if (schemas[tag]) return { schema: schemas[tag], at: tag + '#' }
  for (const kind of Object.keys(schemas)) {
    let def = schemas[kind].$defs[tag]
    let at = kind + '#/$defs/' + tag
    if (def && def.anyOf) { // a text alone, or the keys
      const i = def.anyOf.findIndex((x) => x.properties)
      at += '/anyOf/' + i
      def = def.anyOf[i]
    }
    if (def && def.properties) return { schema: def, at }
  }
}

// ---- the parser's keys --------------------------------------------------------------------------

const code = fs.readdirSync(path.join(src, 'src/city')).filter((f) => /\.[ch]$/.test(f))
  .map((f) => read(src, 'src/city', f)).join('\n').replace(/\\\n/g, ' ')
const keys = {}
for (const [, name, body] of code.matchAll(/#define (\w+_KEYS)\(X\)([^\n]*)/g))
  keys[name] = [...body.matchAll(/X\(\w+, "([^"]+)", SHAPE_(\w+), ([^)]*)\)/g)]
    .map(([, key, shape, flags]) => ({ key, shape, needed: flags.includes('KEY_NEEDED') }))
const tags = [...code.matchAll(/\nKEYS(?:_TYPE)?\((\w+), (\w+_KEYS)\)/g)]
check(tags.length >= 35, 'lists of keys are found', tags.length + ' only')

const told = { step: ['by'] } // needed, and missed in a sentence of its own
const takes = (at, value) => ajv.compile({ $ref: at })(value)
const pointer = (key) => key.replace(/~/g, '~0').replace(/\//g, '~1')
for (const [, tag, name] of tags) {
  const found = object_of(tag)
  if (!found) {
    check(false, 'keys of ' + tag, 'no such object in the schemas')
    continue
  }
  const { schema, at } = found
  check(schema.additionalProperties === false, tag + ' has no other keys', 'additionalProperties')
  check(sorted(Object.keys(schema.properties)) === sorted(keys[name].map((k) => k.key)),
    'keys of ' + tag, 'schema: ' + sorted(Object.keys(schema.properties)) +
    '; parser: ' + sorted(keys[name].map((k) => k.key)))
  const needed = keys[name].filter((k) => k.needed).map((k) => k.key).concat(told[tag] || [])
  check(sorted(schema.required || []) === sorted(needed),
    'needed keys of ' + tag, 'schema: ' + sorted(schema.required || []))
  for (const { key, shape } of keys[name]) {
    if (!schema.properties[key]) continue
    const place = at + '/properties/' + pointer(key)
    if (shape === 'TEXT')
      check(!takes(place, ['x']) && !takes(place, { x: 1 }), `${tag}.${key} is one value`, 'others fit')
    if (shape === 'MAP')
      check(!takes(place, 'x') && !takes(place, ['x']), `${tag}.${key} is a map`, 'others fit')
    const said = schema.properties[key].description || ''
    check(tag === 'label' || schema.properties[key].$ref || / \/ /.test(said),
      `${tag}.${key} is described in two languages`, said)
  }
}

// ---- the parser's words -------------------------------------------------------------------------

// Arrays of words that take_word reads: each stands as an enum, or word by word in a pattern.
const enums = []
let patterns = ''
function walk(x) {
  if (!x || typeof x !== 'object') return
  if (Array.isArray(x.enum)) enums.push(x.enum.filter((w) => typeof w === 'string'))
  if (typeof x.pattern === 'string') patterns += ' ' + x.pattern
  Object.values(x).forEach(walk)
}
Object.values(schemas).forEach(walk)
const sets = enums.map(sorted)
let arrays = 0
for (const [, body] of code.matchAll(/struct str \w+\[\] = \{([^;]*?WORD[^;]*?)\};/g)) {
  const words = [...body.matchAll(/WORD\("([^"]+)"\)/g)].map((m) => m[1])
  const holes = ['office', 'issuer', 'yyyy', 'erase', 'area', 'village'] // not written in these files
  if (holes.some((w) => words.includes(w))) continue
  arrays++
  const inside = (w) => new RegExp('\\b' + w + '\\b').test(patterns)
  const rest = words.filter((w) => !enums.some((e) => e.includes(w)) && !inside(w))
  check(sets.includes(sorted(words)) || (rest.length === 0 && words.some(inside)) ||
    enums.some((e) => words.every((w) => e.includes(w))), 'words ' + words.join(' '), 'not in the schema: ' + rest)
}
check(arrays >= 15, 'lists of words are found', arrays + ' only')
const known = new Set([...code.matchAll(/WORD\("([^"]+)"\)/g)].map((m) => m[1]))
for (const e of enums)
  check(e.every((w) => known.has(w.replace(/@.*/, '')) || code.includes(`"${w.replace(/@.*/, '')}"`)),
    'the parser knows ' + e.join(' '), 'not all of them')

// ---- files --------------------------------------------------------------------------------------

function kind_of(file) {
  return /(^|\/)lists\//.test(file) ? 'list' : /city\.yaml$/.test(file) ? 'city' : 'ledger'
}
// As the parser reads it: one document; null when it is no YAML at all.
function load(text) {
  const doc = YAML.parseDocument(text)
  return doc.errors.length ? null : doc.toJS()
}
const yaml_in = (dir) => fs.existsSync(dir)
  ? fs.readdirSync(dir).filter((f) => f.endsWith('.yaml')).map((f) => path.join(dir, f)) : []
function fits(file, as) {
  const kind = kind_of(as), held = validate[kind](load(read(file)))
  return held ? '' : ajv.errorsText(validate[kind].errors).slice(0, 300)
}
// A test case says "# as: PATH" where it is no ledger.
const as_of = (file) => (/^# as: (\S+)/m.exec(read(file)) || [, 'ledgers/case.yaml'])[1]

let files = 0
for (const dir of ['share/ledgers', 'share/lists', 'tests/language', 'tests/language/base/ledgers',
  'tests/language/base/lists', 'tests/reject/base/ledgers', 'tests/reject/base/lists',
  'tests/story/city/ledgers', 'tests/story/city/lists', 'examples'].map((d) => path.join(src, d))
  .concat([path.join(city, 'ledgers'), path.join(city, 'lists')]))
  for (const file of yaml_in(dir)) {
    const why = fits(file, file)
    check(!why, path.relative(src, file), why)
    files++
  }
for (const file of yaml_in(path.join(src, 'tests/accept'))) {
  const why = fits(file, as_of(file))
  check(!why, path.relative(src, file), why)
}
for (const dir of [city, path.join(src, 'tests/story/city')]) {
  const why = fits(path.join(dir, 'city.yaml'), 'city.yaml')
  check(!why, path.relative(src, dir) + '/city.yaml', why)
}
check(files >= 40, 'files are looked at', files + ' only')

// Mistakes of shape, which an editor shows while one writes.
const shapes = ['key.unknown', 'key.missing', 'value.shape', 'value.word', 'value.flag', 'value.day',
  'value.allowance', 'value.time', 'value.int', 'name.form']
let refused = 0
for (const file of yaml_in(path.join(src, 'tests/reject'))) {
  const codes = [...read(file).matchAll(/^# expect: (\S+)/gm)].map((m) => m[1])
  if (!codes.some((c) => shapes.includes(c)) || load(read(file)) === null) continue
  check(fits(file, as_of(file)) !== '', path.relative(src, file) + ' is refused', codes.join(' '))
  refused++
}
check(refused >= 20, 'refusals are looked at', refused + ' only')
process.exit(failed ? 1 : 0)
