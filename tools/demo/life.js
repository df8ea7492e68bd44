// life.js: one step more in the life of a record, and how much later it comes.
'use strict'
const assert = require('assert')
const { rng, MINUTE, worked } = require('./world')

// When the last thing happened to it: its own last step, the answer it shares with its parent, or
// the step that made it.
const last = (r) => Math.max(r.lines.length ? r.lines.at(-1).t : 0, r.shared || 0)
const soon = (t, least, most) => worked(t, rng.whole(least, most) * MINUTE + rng.whole(0, 59))

function step(r, t, as, verb, fields = {}, duty) {
  assert(t > last(r), `${r.record} ${verb} not later than the step before`)
  r.lines.push({
    t,
    as,
    ledger: r.ledger || 'request',
    record: r.record,
    step: verb,
    ...(duty && { duty }),
    fields,
  })
}

module.exports = { step, last, soon }
