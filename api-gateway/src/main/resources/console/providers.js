// SPDX-License-Identifier: Apache-2.0
// Providers: what each model answers, how fast, whether it is left alone, what is left of its limits.

import { follow } from '/console/api.js';
import { h, put, s, said } from '/console/dom.js';
import { age, count, ms, none, percent, short, time, usd, words } from '/console/format.js';
import { windows } from '/console/windows.js';

const STEPS = 30;

export function providers(main, frame, { query }) {
  const window_ = query.get('window') ?? '15m';
  const body = h('div', { class: 'cards' });
  const foot = h('p', { class: 'foot' });
  put(main, h('div', { class: 'bar' }, h('h1', null, 'Providers'), windows('providers', window_, ['5m', '15m', '1h'])), body, foot);
  return follow('/v1/console/stream?page=providers&window=' + encodeURIComponent(window_), (kind, data) => {
    if (kind === 'away') { frame.state('away'); return; }
    if (kind !== 'providers') return;
    frame.state('live');
    put(body, data.providers.map(it => card(it, data)));
    put(foot, data.too_much ? 'Too many calls for one look; choose a shorter time.'
      : data.providers.length ? null : 'No provider was called in this window.');
  }, (state, failure) => {
    if (state === 'refused') frame.refused(failure);
    else if (state !== 'live') frame.state(state);
  });
}

/** How workers take it: down, being tried, left alone since it asked for it, or well. */
function standing(lanes, state, at) {
  const inWords = why => why ? `, ${words(why)}` : '';
  const some = n => lanes.workers > 1 ? ` in ${n} of ${count(lanes.workers)} workers` : '';
  if (lanes?.down) {
    const again = lanes.again_at && new Date(lanes.again_at) > new Date(at) ? `, tried again at ${time(lanes.again_at)}` : '';
    return ['p-failed', `down${some(lanes.down)} since ${time(lanes.since)}${inWords(lanes.reason)}${again}`, 'down'];
  }
  if (lanes?.tried) return ['p-parked', `being tried again${some(lanes.tried)}`, 'held'];
  if (state?.held) return ['p-parked', `left alone for ${age((new Date(state.hold_until) - new Date(at)) / 1000)}${inWords(state.reason)}`, 'held'];
  if (!lanes) return ['', 'no worker has it', ''];
  return ['p-succeeded', 'calls pass', ''];
}

function card({ provider, model, stats, lanes, classes, steps, state, credit }, { at, seconds }) {
  const [dot, how, tone] = standing(lanes, state, at);
  const judged = stats ? stats.calls - stats.cancelled : 0;
  return h('article', { class: 'panel card ' + tone },
    h('header', null, h('h2', null, said(provider), h('span', { class: 'faint' }, ' ', said(model || 'no model'))),
      h('span', { class: 'state' }, h('i', { class: 'dot ' + dot }), how)),
    spark(steps, seconds),
    h('p', { class: 'ends', 'aria-hidden': 'true' }, h('span', null, `${age(seconds)} ago`), h('span', null, 'now')),
    h('dl', { class: 'figures' },
      figure('good', percent(stats?.ok ?? 0, judged), stats ? `${count(stats.ok)} of ${count(judged)}` : null, judged && stats.ok / judged < 0.9),
      figure('in flight', count(lanes?.in_flight), lanes ? `of ${count(lanes.most)} at once${lanes.waiting > 0 ? `, ${count(lanes.waiting)} wait` : ''}` : null),
      figure('calls a minute', stats ? count(stats.calls / (seconds / 60)) : none),
      figure('half within', ms(stats?.p50_ms)),
      figure('95 % within', ms(stats?.p95_ms)),
      figure('99 % within', ms(stats?.p99_ms)),
      figure('tokens in', short(stats?.input_tokens)),
      figure('tokens out', short(stats?.output_tokens)),
      figure('cost', usd(stats?.cost_nanos), stats?.ok && stats.cost_nanos ? usd(stats.cost_nanos / stats.ok) + ' each' : null)),
    classes ? h('ul', { class: 'chips' }, Object.entries(classes).filter(([name]) => name !== 'OK').sort((a, b) => b[1] - a[1]).map(([name, n]) =>
      h('li', { class: name === 'CANCELLED' ? 'faint' : null }, words(name), ' ', h('b', null, count(n))))) : null,
    credit ? h('p', { class: 'faint small' }, 'limits: ', Object.entries(credit).map(([unit, it], i) =>
      `${i ? ', ' : ''}${short(Math.round(it.level))} ${words(unit)} to lease`)) : null,
    state && !state.held ? h('p', { class: 'faint small' }, `last left alone until ${time(state.hold_until)}: ${words(state.reason)}`) : null);
}

function figure(name, value, more, bad) {
  return h('div', null, h('dt', null, name), h('dd', { class: bad ? 'bad' : null }, value, more ? h('small', null, more) : null));
}

/** Calls over the window, the bad ones at the foot of each bar. */
function spark(steps, seconds) {
  const w = 330, high = 44, gap = 2;
  const bar = w / STEPS;
  const most = Math.max(1, ...steps.map(([n]) => n));
  return s('svg', { viewBox: `0 0 ${w} ${high}`, class: 'spark', role: 'img', preserveAspectRatio: 'none',
    'aria-label': `Calls over the last ${age(seconds)}` },
  steps.map(([n, bad], i) => {
    const up = n ? Math.max(1.5, (n / most) * (high - 1)) : 0;
    const red = n ? (bad / n) * up : 0;
    return [s('rect', { x: i * bar, y: high - up, width: bar - gap, height: up - red, class: 'f-calls' }),
      s('rect', { x: i * bar, y: high - red, width: bar - gap, height: red, class: 'f-failed' })];
  }),
  s('line', { x1: 0, x2: w, y1: high - 0.5, y2: high - 0.5, class: 'grid' }));
}
