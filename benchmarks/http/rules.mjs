#!/usr/bin/env node
// Does an app with 2,000 rules answer as fast as one with 20? Same requests, same views, two servers by turns. Usage: node rules.mjs [rounds]
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const rounds = Number(process.argv[2] ?? 5)
const node = fileURLToPath(new URL('../../node_modules/node/bin/node', import.meta.url))
const server = fileURLToPath(new URL('rules-server.mjs', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'rules-'))
const paths = Array.from({ length: 20 }, (_, i) => `/area${i >> 2}/${['list', `items/${i * 7}`, `items/${i}/parts/p-${i}`, `tags/t${i}/feed`][i & 3]}`)
const lua = join(folder, 'mix.lua')
writeFileSync(lua, `local p = {${paths.map(path => `"${path}"`).join(',')}}\nlocal i = 0\nrequest = function() i = i % #p + 1; return wrk.format("GET", p[i]) end\n`)

const runs = [20, 2000].map((rules, at) => ({ rules, port: 31900 + at, us: [], rps: [] }))
for (const run of runs) {
  run.child = spawn('taskset', ['-c', '0', node, server], { stdio: 'ignore', env: { ...process.env, NODE_ENV: 'production', PORT: run.port, RULES: run.rules } })
  for (let tries = 0; ; tries++) {
    try { if ((await fetch(`http://127.0.0.1:${run.port}${paths[1]}`)).ok) break } catch { if (tries > 200) throw new Error('a server does not start') }
    await new Promise(resolve => setTimeout(resolve, 25))
  }
  for (const path of paths) if ((await fetch(`http://127.0.0.1:${run.port}${path}`)).status !== 200) throw new Error(`no answer at ${path}`)
}
const cpu = pid => { const f = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' '); return (Number(f[11]) + Number(f[12])) * 1e4 }
function load ({ child, port }, seconds) {
  const before = cpu(child.pid)
  const out = execFileSync('taskset', ['-c', '1', 'wrk', '-t1', '-c64', `-d${seconds}`, '-s', lua, `http://127.0.0.1:${port}`], { encoding: 'utf8' })
  if (/Non-2xx/.test(out)) throw new Error(out)
  return { us: (cpu(child.pid) - before) / Number(/(\d+) requests in/.exec(out)[1]), rps: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]) }
}
for (const run of runs) load(run, 2)
for (let round = 0; round < rounds; round++) {
  for (const run of round % 2 ? runs.toReversed() : runs) { const { us, rps } = load(run, 2); run.us.push(us); run.rps.push(rps) }
}
const median = list => [...list].sort((a, b) => a - b)[list.length >> 1]
for (const run of runs) {
  run.child.kill('SIGKILL')
  console.log(`${run.rules} rules: ${median(run.us).toFixed(2)} µs of processor time per request, ${median(run.rps).toFixed(0)} requests per second (medians of ${rounds})`)
}
console.log(`ratio ${(median(runs[1].us) / median(runs[0].us)).toFixed(3)} (goal 1.1)`)
rmSync(folder, { recursive: true })
