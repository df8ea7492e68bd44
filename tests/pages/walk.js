// walk.js URL [SHOTS]: six people walk the demo city in browsers of their own, in both languages, with
// and without JavaScript, on a telephone and at a desk. axe-core looks at every page on the way. Prints
// what did not hold, and last "N passed, N failed". SHOTS: a folder for a picture of each page.
//
// resident → enters two requests · clerk → answers the first, passes the second on · dispatcher →
// assigns it to a village · village handler → signs for it and replies · resident → rates the first,
// sends the second back · leader → opens the bulletin and the rows of a figure · auditor → verifies
'use strict';
const fs = require('fs');
const path = require('path');
const modules = path.join(__dirname, '../../tools/npm/node_modules');
const { chromium } = require(path.join(modules, 'playwright-core'));
const axe = fs.readFileSync(path.join(modules, 'axe-core/axe.min.js'), 'utf8');

const base = process.argv[2];
const shots = process.argv[3];
const chrome = process.env.CHROMIUM || '/usr/bin/chromium';
const WAIT = 30000; // other tests run besides
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 900 };
const VILLAGE = '431302106230';

const rounds = [
        { name: 'zh desk', lang: 'zh', js: true, size: DESK },
        { name: 'en phone', lang: 'en', js: true, size: PHONE },
        { name: 'zh phone without scripts', lang: 'zh', js: false, size: PHONE },
        { name: 'en desk without scripts', lang: 'en', js: false, size: DESK },
];

let passed = 0;
let failed = 0;
function check(held, what) {
        if (held) { passed++; return; }
        failed++;
        console.log(`FAILED: ${what}`);
}

// What the browser complains of.
function listen(page, at, but) {
        page.on('console', m => {
                if (m.type() === 'error' && !but.test(m.text())) check(false, `${at}: console: ${m.text()}`);
        });
        page.on('pageerror', e => check(false, `${at}: script: ${e.message}`));
}

// ---- one person at a browser ------------------------------------------------------------------------

class Person {
        constructor(round, name, page) {
                Object.assign(this, { round, name, page });
                this.at = `${round.name}, ${name}`;
                this.seen = new Set();
                page.setDefaultTimeout(WAIT);
                // axe-core and pictures put styles into pages, which the policy stops; plain() sees the rest
                listen(page, this.at, /status of 4\d\d|Applying inline style/);
        }

        // What must hold of every page.
        async look(what) {
                const p = this.page;
                const at = `${this.at}: ${what}`;
                const h1 = await p.locator('h1').count();
                check(h1 === 1, `${at}: ${h1} main headings`);
                const wide = await p.evaluate(() => document.documentElement.scrollWidth - innerWidth);
                check(wide <= 0, `${at}: ${wide} pixels wider than the screen`);
                const lang = await p.evaluate(() => document.documentElement.lang);
                check(lang === (this.round.lang === 'zh' ? 'zh-CN' : 'en'), `${at}: language ${lang}`);
                if (shots) {
                        const file = `${this.round.name}-${this.name}-${what}`.replace(/\W+/g, '-');
                        await p.screenshot({ path: path.join(shots, `${file}.png`), fullPage: true });
                }
                if (!this.round.js || this.seen.has(what)) return; // axe-core waits for the page's own clock
                this.seen.add(what);
                const bad = await p.evaluate(async source => {
                        if (!window.axe) (0, eval)(source);
                        const r = await window.axe.run(document, { resultTypes: ['violations'] });
                        return r.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')
                                .map(v => `${v.id}: ${v.nodes.map(n => n.html).slice(0, 2).join(' … ')}`);
                }, axe).catch(e => [`axe did not run: ${e.message}`]);
                check(bad.length === 0, `${at}: ${bad.join('; ')}`);
        }

        async open(to, what) {
                const r = await this.page.goto(base + to);
                check(r.status() === 200, `${this.at}: ${to}: status ${r.status()}`);
                await this.look(what);
        }

        // Clicks and waits for the next page, whether the browser loads it or htmx puts it in. We ask
        // from here again and again: a page without scripts has no clock of its own to ask by.
        async click(locator, what) {
                await this.page.evaluate(() => { document.body.firstElementChild.dataset.before = '1'; });
                await locator.click();
                const arrived = () => document.readyState === 'complete' &&
                        document.querySelector('h1') && !document.querySelector('[data-before]');
                const end = Date.now() + 60000;
                while (!await this.page.evaluate(arrived).catch(between)) {
                        if (Date.now() > end) throw new Error(`${this.at}: ${what}: no page after the click`);
                        await new Promise(done => { setTimeout(done, 20); });
                }
                await this.look(what);
        }

        async fill(scope, fields) {
                for (const [name, value] of Object.entries(fields)) {
                        const all = scope.locator(`[name="${name}"]:not([type=hidden])`);
                        const one = all.first();
                        const tag = await one.evaluate(e => e.tagName + (e.type || ''));
                        if (tag.startsWith('SELECT')) await one.selectOption(value);
                        else if (tag.endsWith('checkbox')) await one.setChecked(value);
                        else await one.fill(value);
                }
        }

        async send(action, fields, what) {
                const form = this.page.locator(`form[action$="${action}"]`);
                const folded = form.locator('xpath=ancestor::details[not(@open)]');
                if (await folded.count()) await folded.locator('> summary').first().click();
                await this.fill(form, fields);
                await this.click(form.locator('button[type=submit], button:not([type])').last(), what);
        }

        async has(text, why) {
                const body = await this.page.locator('main').innerText();
                check(body.includes(text), `${this.at}: ${why || text}: not on the page`);
        }

        async signIn(login) {
                await this.open('/signin', 'sign in');
                await this.send('/signin', { _login: login, _password: `walk-${login}-2022` }, 'my work');
                const who = await this.page.locator('.zt-who').textContent().catch(() => '');
                check(who === login, `${this.at}: signed in as ${who}`);
                check(await this.page.locator('.zt-page.zt-staff').count() === 1,
                        `${this.at}: the look of the page before has stayed`);
        }
}

// A question asked while one page goes and the next comes has no answer yet; other errors are errors.
function between(e) {
        if (/context was destroyed|navigat/i.test(e.message)) return false;
        throw e;
}

// ---- the walk ---------------------------------------------------------------------------------------

const fields = n => ({
        title: `${n} <b>"路灯"</b> & 'lamp'`,
        body: `厂门口路灯不亮，夜里货车进出不安全。\nThe lamp at gate ${n} is out.`,
        channel: 'service',
        'contact.name': '王女士',
        'contact.phone': '13000001234',
});

async function enter(p, n) {
        await p.open('/enter/request', 'enter');
        await p.send('/enter/request', fields(n), 'receipt');
        const got = {
                number: await p.page.locator('#number').textContent(),
                code: await p.page.locator('#code').textContent(),
        };
        check(/^ZTC2022\d{6}$/.test(got.number), `${p.at}: number ${got.number}`);
        check(got.code.length >= 8, `${p.at}: code ${got.code}`);
        return got;
}

async function follow(p, r) {
        await p.open('/follow', 'follow');
        await p.send('/follow', { _number: r.number, _code: r.code }, 'followed');
        check(!p.page.url().includes(r.code), `${p.at}: the code stands in the address`);
}

async function residentAsks(p) {
        await p.open('/', 'home');
        // one mistake: told at its field, and what was typed is kept
        await p.open('/enter/request', 'enter');
        const form = p.page.locator('form[action="/enter/request"]');
        await form.evaluate(f => { f.noValidate = true; });
        await p.send('/enter/request', { title: 'kept "as" <typed>' }, 'mistake');
        check(await p.page.locator('[name=title]').inputValue() === 'kept "as" <typed>',
                `${p.at}: what was typed is not kept`);
        check(await p.page.locator('[name=body][aria-invalid=true]').count() === 1,
                `${p.at}: the mistake does not stand at its field`);
        return [await enter(p, 1), await enter(p, 2)];
}

const record = r => `/app/records/request/${r.number}`;

async function clerkAnswers(p, first, second) {
        await p.signIn('rx1');
        await p.open('/app/records/request', 'list');
        await p.open(record(first), 'record');
        await p.has(`1 <b>"路灯"</b> & 'lamp'`, 'the title as it was typed');
        await p.send(`${first.number}/answer`, { reply: '已通知维修，今晚恢复。' }, 'answered');
        await p.open(record(second), 'record');
        check(await p.page.locator(`form[action$="${second.number}/assign"]`).count() === 0,
                `${p.at}: a clerk is offered to assign`);
}

async function dispatcherAssigns(p, second) {
        await p.signIn('pd1');
        await p.open(record(second), 'record');
        await p.send(`${second.number}/assign`, { lead: VILLAGE }, 'assigned');
}

async function handlerReplies(p, second) {
        await p.signIn('h.' + VILLAGE);
        await p.open('/app/', 'my work');
        await p.has(second.number, 'the duty in my work');
        await p.open(record(second), 'record');
        await p.send(`${second.number}/sign`, {}, 'signed for');
        await p.send(`${second.number}/reply`, { reply: '已换灯。' }, 'replied');
}

async function residentAnswers(p, first, second) {
        await follow(p, first);
        await p.has('已通知维修，今晚恢复。', 'the answer');
        await p.send('/confirm', { solved: true, rating: 'very_satisfied' }, 'rated');
        check(await p.page.locator('.badge.zt-done').count() > 0, `${p.at}: not done after rating`);
        await follow(p, second);
        await p.send('/redo', { why: '灯还是不亮。' }, 'sent back');
        check(await p.page.locator('[role=status]').count() === 1, `${p.at}: nothing says that it was taken`);
        check(await p.page.locator('.badge.zt-open').count() > 0, `${p.at}: not open after sending back`);
}

async function leaderReads(p) {
        await p.signIn('ld1');
        await p.open('/app/bulletins/request', 'bulletin');
        const figure = p.page.locator('main a[href*="figures/request.received"]').first();
        const value = (await figure.textContent()).trim();
        check(Number(value) > 380, `${p.at}: the bulletin says ${value}`);
        await p.click(figure, 'figure');
        await p.has(value, 'the same number behind the link');
        check(await p.page.locator('main a[href*="/app/records/request/ZTC"]').count() > 0,
                `${p.at}: the figure shows no rows`);
        await p.open('/bulletin/request', 'public bulletin');
        await p.open('/figures/request.satisfaction', 'public figure');
}

async function auditorVerifies(p) {
        await p.signIn('sj1');
        await p.open('/app/verify', 'verify');
        const run = p.page.locator('main a[href="/app/verify?run=1"]');
        await p.click(run, 'verified');
        const holds = p.round.lang === 'zh' ? '全部成立' : 'Everything holds';
        await p.has(holds);
        const out = p.page.locator('form[action="/signout"] button');
        await p.click(out, 'signed out');
        const r = await p.page.goto(base + '/app/verify');
        check(r.url().includes('/signin?next='), `${p.at}: a page stays open after signing out`);
}

async function walk(browser, round) {
        const person = async name => {
                const context = await browser.newContext({
                        viewport: round.size,
                        locale: round.lang === 'zh' ? 'zh-CN' : 'en-GB',
                        javaScriptEnabled: round.js,
                });
                return new Person(round, name, await context.newPage());
        };
        const resident = await person('resident');
        const [first, second] = await residentAsks(resident);
        if (process.env.PUBLIC_ONLY) { await follow(resident, first); return; }
        await clerkAnswers(await person('clerk'), first, second);
        await dispatcherAssigns(await person('dispatcher'), second);
        await handlerReplies(await person('handler'), second);
        await residentAnswers(resident, first, second);
        await leaderReads(await person('leader'));
        await auditorVerifies(await person('auditor'));
}

// Pages as they are, nothing put in: the policy (CSP) stops nothing of ours.
async function plain(browser) {
        const page = await browser.newPage({ viewport: DESK, locale: 'en-GB' });
        listen(page, 'plain', /status of 4\d\d/);
        for (const to of ['/', '/enter/request', '/follow', '/bulletin/request', '/signin', '/none'])
                await page.goto(base + to);
        // by htmx, too
        await page.goto(base + '/');
        await page.evaluate(() => { window.kept = true; });
        await page.locator('main a[href="/follow"]').click();
        await page.locator('form[action="/follow"]').waitFor();
        check(await page.evaluate(() => window.kept === true), 'htmx: the page was loaded anew');
        await page.locator('[name=_number]').fill('ZTC2022999999');
        await page.locator('[name=_code]').fill('AAAAAAAA');
        await page.locator('form[action="/follow"] button').click();
        await page.locator('#mistakes').waitFor();
        await page.close();
}

async function keyboard(browser) {
        const page = await browser.newPage({ viewport: DESK, locale: 'en-GB' });
        await page.goto(base + '/');
        await page.keyboard.press('Tab');
        check(await page.evaluate(() => document.activeElement.className) === 'zt-skip',
                'keyboard: the first stop is not the skip link');
        await page.keyboard.press('Enter');
        check(page.url().endsWith('#main'), 'keyboard: the skip link does not lead to the content');
        // the language switch keeps the page
        await page.goto(base + '/bulletin/request?on=2022-08-22');
        await page.locator('.zt-lang').click();
        await page.waitForLoadState();
        check(page.url() === base + '/bulletin/request?on=2022-08-22', `language: ${page.url()}`);
        check(await page.evaluate(() => document.documentElement.lang) === 'zh-CN', 'language: not Chinese');
        await page.close();
}

(async () => {
        setTimeout(() => { console.log('FAILED: the walk takes too long'); process.exit(1); }, 400000).unref();
        const root = process.getuid() === 0 ? ['--no-sandbox'] : [];
        const browser = await chromium.launch({ executablePath: chrome, args: root });
        try {
                await plain(browser);
                await keyboard(browser);
                await Promise.all(rounds.filter(r => r.name.includes(process.env.ROUND || ''))
                        .map(r => walk(browser, r)));
        } catch (e) {
                check(false, e.stack);
        }
        await browser.close();
        console.log(`${passed} passed, ${failed} failed`);
        process.exit(failed ? 1 : 0);
})();
