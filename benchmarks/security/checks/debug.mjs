// The debugger: what it shows, to whom, and that production has none of it. The console's address is Flagon's own.
import { request, enc } from '../lib/http.mjs';

const CONSOLE = '/__flagon__/console';
const evaluate = (target, headers) =>
  request(target, 'POST', CONSOLE, { headers: [['Content-Type', 'application/json'], ...headers], body: JSON.stringify({ pin: '000-000-000' }) });

export default {
  'DBG-01': async (t) => {
    for (const path of ['/error', '/error/async', '/error/handler', '/error/stack']) {
      const a = await t.req('GET', path);
      t.ok(a.status === 500, `${path}: ${a.status}`);
      for (const word of ['MSGMARK', 'KEYMARK', 'node_modules', '.ts:', '.js:', 'at '])
        t.ok(!(word === 'at ' ? /\n\s*at /.test(a.text) : a.text.includes(word)), `${path} shows ${word}`);
    }
    return 'plain 500';
  },
  'DBG-02': async (t) => {
    if (!t.debug) t.skip('no --debug-url');
    const mark = '<script>alert(7)</script>';
    const a = await request(t.debug, 'GET', '/error?v=' + enc(mark), { headers: [['X-Mark', mark], ['Cookie', 'mark=' + mark], ['Accept', 'text/html']] });
    t.ok(a.status === 500 && a.text.includes('MSGMARK'), `no debug page: ${a.status}`);
    t.ok(!a.text.includes(mark), 'markup of the request is raw');
    t.ok(!a.text.includes('<b>MSGMARK'), 'markup of the message is raw');
    const b = await request(t.debug, 'GET', '/none/' + enc(mark), { headers: [['Accept', 'text/html']] });
    t.ok(!b.text.includes(mark), 'markup of the path is raw');
    return 'escaped';
  },
  'DBG-03': async (t) => {
    if (!t.debug) t.skip('no --debug-url');
    const a = await request(t.debug, 'GET', '/error', { headers: [['Authorization', 'Bearer SECRETMARK-1'], ['Cookie', 'session=SECRETMARK-2'], ['Accept', 'text/html']] });
    t.ok(a.text.includes('MSGMARK'), `no debug page: ${a.status}`);
    for (const word of ['KEYMARK-7f3a9c', 'HASHMARK', 'SECRETMARK']) t.ok(!a.text.includes(word), `${word} shown`);
    return 'masked';
  },
  'DBG-04': async (t) => {
    if (!t.debug) t.skip('no --debug-url');
    const own = await evaluate(t.debug, [['Origin', t.debug.origin]]);
    t.ok(own.status === 403 && /PIN/.test(own.text), `the console does not ask for a PIN: ${own.status}`);
    for (const [what, headers] of [
      ['a foreign Origin', [['Origin', 'https://evil.example']]],
      ['no Origin', []],
      ['Origin null', [['Origin', 'null']]],
      ['another site', [['Origin', t.debug.origin], ['Sec-Fetch-Site', 'cross-site']]],
      ['a forwarded stranger', [['Origin', t.debug.origin], ['X-Forwarded-For', '6.6.6.6']]],
    ]) {
      const a = await evaluate(t.debug, headers);
      t.ok(a.status >= 400 && a.status < 500 && !/PIN/.test(a.text), `${what}: ${a.status} ${a.text.slice(0, 60)}`);
    }
    return 'refused';
  },
  'DBG-05': async (t) => {
    for (const path of ['/console', '/__debugger__', '/?__debugger__=yes&cmd=resource&f=style.css', CONSOLE, '/__flagon__/', '/_debug', '/.env', '/.git/config', '/metrics', '/inspector', '/debug/pprof', '/server-status']) {
      const a = await t.req('GET', path);
      t.ok(path.startsWith('/?') ? !/debugger/i.test(a.text) : a.status === 404, `${path}: ${a.status}`);
    }
    const a = await evaluate(t.target, [['Origin', t.target.origin]]);
    t.ok(a.status === 404 || a.status === 403, `the console answers: ${a.status}`);
    t.ok(!/PIN/.test(a.text), 'the console is there');
    return '404';
  },
};
