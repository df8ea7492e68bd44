// A receiver of notices for tests: node receiver.js FOLDER
// Writes its two ports to FOLDER/ports ("HTTP SMTP"), each request as a line of JSON to FOLDER/got, and
// behaves as FOLDER/mode says at that moment: ok, 500, rubbish, reset, slow (no answer at all).
'use strict'
const fs = require('fs')
const http = require('http')
const net = require('net')
const folder = process.argv[2]

const mode = () => fs.readFileSync(`${folder}/mode`, 'utf8').trim()
const note = what => fs.appendFileSync(`${folder}/got`, JSON.stringify(what) + '\n')

const web = http.createServer((q, a) => {
  let body = ''
  q.on('data', d => { body += d })
  q.on('end', () => {
    const how = mode()
    note({ how, url: q.url, type: q.headers['content-type'], key: q.headers['x-key'], body })
    if (how === 'slow') return
    if (how === 'reset') return q.socket.resetAndDestroy()
    if (how === '500') a.statusCode = 500
    a.end(how === 'rubbish' ? '<html>{"errcode":' : '{"errcode":0,"code":0}')
  })
})

const mail = net.createServer(s => {
  let text = '', data = false, message = '', to = ''
  s.write('220 test\r\n')
  s.on('error', () => {})
  s.on('data', d => {
    text += d
    for (let at; (at = text.indexOf('\r\n')) >= 0;) {
      const line = text.slice(0, at)
      text = text.slice(at + 2)
      if (data && line === '.') {
        data = false
        note({ how: 'mail', to, message })
        s.write('250 taken\r\n')
      } else if (data) message += line + '\n'
      else if (/^DATA/i.test(line)) { data = true; message = ''; s.write('354 go on\r\n') }
      else if (/^QUIT/i.test(line)) s.end('221 bye\r\n')
      else { if (/^RCPT/i.test(line)) to = line; s.write('250 ok\r\n') }
    }
  })
})

web.listen(0, '127.0.0.1', () => mail.listen(0, '127.0.0.1', () => {
  fs.writeFileSync(`${folder}/ports.part`, `${web.address().port} ${mail.address().port}\n`)
  fs.renameSync(`${folder}/ports.part`, `${folder}/ports`)
}))
