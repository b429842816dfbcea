// SPDX-License-Identifier: Apache-2.0
// Now: is anything lost, is anything late, what does it cost.

import { follow, get } from '/console/api.js';
import { h, put, s, text } from '/console/dom.js';
import { age, count, percent, short, time, usd } from '/console/format.js';
import { flow } from '/console/flow.js';

// Seconds after which waiting in a stage is late. Parked work waits for a due time, so it has longer.
const LATE = { SPILLED: 30, STORED: 30, REQUESTED: 60, RUNNING: 300, CLOSING: 30, PUBLISHING: 30, PARKED: 3600 };

const STAGES = {
  SPILLED: 'in the spill', STORED: 'stored, to be requested', REQUESTED: 'asked for, waiting for a worker',
  RUNNING: 'being analysed', PARKED: 'parked until a provider is back', CLOSING: 'analysed, to be closed',
  PUBLISHING: 'closed, to be published',
};

/** What keeps work from providers, in words; null where nothing does. */
export function trouble(providers) {
  const names = which => (providers ?? []).filter(which).map(it => it.provider).join(', ');
  const down = names(it => it.down);
  const tried = names(it => !it.down && it.tried);
  const held = names(it => !it.down && !it.tried);
  return [down ? `provider ${down} is down` : null, tried ? `${tried} is being tried again` : null,
    held ? `${held} asked to be left alone` : null].filter(Boolean).join(', ') || null;
}

export function now(main, frame) {
  const lost = answer('Is anything lost?');
  const late = answer('Is anything late?');
  const cost = answer('What does it cost?');
  const picture = h('div', { class: 'picture' });
  const chart = h('figure', { class: 'panel chart' });
  const sums = h('section', { class: 'panel', 'aria-label': 'Ledger' });
  put(main,
    h('h1', { class: 'hidden' }, 'Now'),
    h('div', { class: 'answers' }, lost.box, late.box, cost.box),
    picture,
    h('div', { class: 'pair' }, chart, sums));
  const line = flow(picture);
  let ledger = null;
  let asked = false;
  let last = null;

  function show(state) {
    last = state;
    line.show(state);
    showLost(state);
    showLate(state);
    showCost(state);
    drawChart(state.recent);
    drawSums(state.sums);
  }

  // With scope admin the ledger of the whole line says it: numbers drawn by gateways against numbers received, events
  // counted at the door against rows. Otherwise the rows of this tenant must at least add up.
  function showLost({ sums: all }) {
    if (ledger) {
      const { handover: sent, stored } = ledger;
      const off = Math.abs(stored.gap) + Math.abs(stored.feed.head - stored.feed.revisions) + stored.disagreeing;
      const bad = sent.missing + off;
      lost.set(bad ? 'bad' : 'good', bad ? count(bad) + ' missing' : 'Nothing', [
        `${count(sent.published + sent.spilled)} promised: ${count(sent.received)} received`
          + (sent.waiting > 0 ? `, ${count(sent.waiting)} on the way` : '') + (sent.missing ? `, ${count(sent.missing)} missing` : ''),
        `${count(stored.first_seen)} first seen, ${off ? `${count(off)} without a place` : 'each with an end or a place'}`]);
    } else if (all && !awaited()) {
      const gap = all.first_seen - (all.processed + all.partial + all.failed + all.skipped + all.erased + all.waiting);
      lost.set(gap ? 'bad' : 'good', gap ? count(Math.abs(gap)) + ' missing' : 'Nothing', [
        `${count(all.first_seen)} first seen, each with an end or a place`,
        frame.may('ADMIN') ? null : 'the hand-over from the gateways needs scope admin']);
    }
  }

  // Until the ledger has answered once, a half answer would only flicker.
  const awaited = () => frame.may('ADMIN') && !asked;

  function showLate({ waiting, recent, providers }) {
    const stages = waiting?.stages ?? {};
    const overdue = Object.entries(stages).filter(([name, it]) => it.count > 0 && it.age > (LATE[name] ?? 60));
    const ages = Object.entries(stages).filter(([name, it]) => it.count > 0 && name !== 'PARKED').map(([, it]) => it.age);
    const ends = recent?.to_end;
    const down = trouble(providers);
    const usual = ends?.n ? `half end within ${age(ends.p50)}, 95 % within ${age(ends.p95)}` : 'nothing has ended in the last five minutes';
    if (overdue.length) {
      overdue.sort((a, b) => b[1].age - a[1].age);
      const [name, it] = overdue[0];
      late.set('warn', age(it.age), [`${count(it.count)} ${STAGES[name] ?? name}`, down ?? usual]);
    } else {
      late.set(down ? 'warn' : 'good', down ? 'Not yet' : 'Nothing',
        [ages.length ? `the oldest waits ${age(Math.max(...ages))}` : 'nothing waits', down ?? usual]);
    }
  }

  function showCost({ cost: day, sums: all }) {
    if (!day) return;
    if (!day.whole) {
      cost.set('plain', day.nanos ? usd(day.nanos) : '…', ['today is being summed up']);
      return;
    }
    cost.set('plain', usd(day.nanos), [`today, UTC · ${short(day.calls)} calls · ${short(day.tokens)} tokens`,
      day.calls ? `${usd(day.nanos / day.calls)} a call` : null]);
  }

  function drawChart(recent) {
    if (!recent || chart.dataset.key === JSON.stringify(recent.accepted) + recent.ended) return;
    chart.dataset.key = JSON.stringify(recent.accepted) + recent.ended;
    put(chart, h('figcaption', null, h('h2', null, 'Last five minutes'),
      h('span', { class: 'legend' }, h('i', { class: 'k-in' }), 'accepted', h('i', { class: 'k-out' }), 'ended')),
    curves(recent));
  }

  function drawSums(sum) {
    const all = ledger ? { ...ledger.stored, waiting: ledger.stored.waiting.reduce((n, it) => n + it.count, 0) } : awaited() ? null : sum;
    if (!all) return;
    const rows = [['processed', 'PROCESSED'], ['partial', 'PARTIAL'], ['failed', 'FAILED'], ['skipped', 'SKIPPED'],
      ['erased', 'ERASED'], ['waiting', 'PENDING']];
    const key = JSON.stringify([all, ledger?.at]);
    if (sums.dataset.key === key) return;
    sums.dataset.key = key;
    put(sums, h('div', { class: 'caption' }, h('h2', null, 'Ledger'),
      h('span', { class: 'faint small' }, ledger?.at ? `all tenants, counted at ${time(ledger.at)}` : null)),
      h('div', { class: 'stack', 'aria-hidden': 'true' },
        rows.map(([name, status]) => all[name] ? grow(h('i', { class: 's-' + status.toLowerCase() }), all[name]) : null)),
      h('table', { class: 'sums' }, h('tbody', null,
        rows.map(([name, status]) => h('tr', null,
          h('th', { scope: 'row' }, h('i', { class: 'dot s-' + status.toLowerCase() }),
            h('a', { href: '#/events?status=' + status }, name)),
          h('td', null, count(all[name])), h('td', { class: 'faint' }, percent(all[name], all.first_seen)))),
        ledger?.stored.gap ? h('tr', { class: 'bad' }, h('th', { scope: 'row' }, 'gap'), h('td', null, count(ledger.stored.gap)), h('td')) : null,
        h('tr', { class: 'sum' }, h('th', { scope: 'row' }, 'first seen'), h('td', null, count(all.first_seen)), h('td')))));
  }

  const stop = follow('/v1/console/stream?page=now', (kind, data) => {
    if (kind === 'now') { frame.state('live'); show(data); }
    else if (kind === 'away') frame.state('away');
  }, (state, failure) => {
    if (state === 'refused') frame.refused(failure);
    else if (state !== 'live') frame.state(state);
  });
  let closed = false;
  async function ask() {
    if (closed || !frame.may('ADMIN')) return;
    try {
      ledger = await get('/v1/admin/ledger');
    } catch {
      ledger = null; // the store is away; the page says so by itself
    }
    asked = true;
    if (closed) return;
    if (last) { showLost(last); drawSums(last.sums); }
    setTimeout(ask, 5_000);
  }
  ask();
  return () => { closed = true; stop(); line.close(); };
}

function answer(question) {
  const value = h('p', { class: 'big' }, '…');
  const more = h('div', { class: 'more' });
  const box = h('section', { class: 'answer' }, h('h2', null, question), value, more);
  return {
    box,
    set(tone, big, lines) {
      box.className = 'answer ' + tone;
      text(value, big);
      const wanted = lines.filter(Boolean);
      if (more.dataset.key !== wanted.join('\n')) {
        more.dataset.key = wanted.join('\n');
        put(more, wanted.map(it => h('p', null, it)));
      }
    },
  };
}

function grow(element, share) {
  element.style.flexGrow = String(share);
  return element;
}

function curves({ accepted, ended, step }) {
  const w = matchMedia('(max-width: 720px)').matches ? 340 : 560, hgt = 132, foot = 18, left = 40;
  const most = nice(Math.max(1, ...accepted, ...ended) / step) * step;
  const x = i => left + (i * (w - left)) / (accepted.length - 1);
  const y = n => 6 + (hgt - foot - 6) * (1 - n / most);
  const path = values => values.map((n, i) => `${i ? 'L' : 'M'}${x(i).toFixed(1)} ${y(n).toFixed(1)}`).join('');
  const label = n => (n / step >= 10 ? Math.round(n / step) : Math.round(n / step * 10) / 10) + '/s';
  return s('svg', { viewBox: `0 0 ${w} ${hgt}`, role: 'img', 'aria-label': 'Accepted and ended per second over the last five minutes' },
    [0, 0.5, 1].map(part => s('line', { x1: left, x2: w, y1: y(most * part), y2: y(most * part), class: 'grid' })),
    [0.5, 1].map(part => s('text', { x: left - 6, y: y(most * part) + 4, 'text-anchor': 'end', class: 'axis' }, label(most * part))),
    ['5 min ago', '', 'now'].map((it, i) => s('text', {
      x: left + (i * (w - left)) / 2, y: hgt - 3, 'text-anchor': i ? 'end' : 'start', class: 'axis' }, it)),
    s('path', { d: `${path(accepted)}L${x(accepted.length - 1)} ${y(0)}L${left} ${y(0)}Z`, class: 'area' }),
    s('path', { d: path(accepted), class: 'in' }),
    s('path', { d: path(ended), class: 'out' }));
}

function nice(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 5, 10].map(it => it * power).find(it => it >= value);
}
