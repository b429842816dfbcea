// SPDX-License-Identifier: Apache-2.0
// One event: its path, every attempt with its cost and reason, the result; what was said only on demand.

import { follow, get, post } from '/console/api.js';
import { h, json, put, s, said } from '/console/dom.js';
import { age, between, count, ms, none, time, usd, words } from '/console/format.js';
import { status } from '/console/events.js';

export function event(main, frame, { rest }) {
  const id = rest[0];
  const path = '/v1/console/events/' + encodeURIComponent(id);
  let closed = false;
  let known = null;

  const head = h('header', { class: 'page-head' });
  const timeline = h('section', { class: 'panel path', 'aria-label': 'Path' });
  const calls = h('section', { class: 'panel', 'aria-label': 'Attempts' });
  const results = h('section', { 'aria-label': 'Results', class: 'results' });
  const words_ = h('section', { class: 'panel said', 'aria-label': 'What was said' });
  put(main, h('p', { class: 'crumb' }, h('a', { href: '#/events' }, '← Events')), head,
    h('div', { class: 'pair uneven' }, timeline, calls), results, words_);

  async function load() {
    try {
      known = await get(path);
    } catch (failure) {
      if (closed) return;
      if (failure.status === 401) frame.refused(failure);
      else put(head, frame.wrong(failure));
      return;
    }
    if (closed) return;
    drawHead(head, known, frame, load);
    drawPath(timeline, known);
    drawCalls(calls, known);
    drawResults(results, known);
  }

  drawSaid(words_, path, frame);
  load();
  const stop = follow(`/v1/events/${encodeURIComponent(id)}/stream`, kind => {
    if (kind === 'at' || kind === 'end') load();
    frame.state(kind === 'end' ? 'still' : 'live');
  }, (state, failure) => { if (state === 'refused' && failure.status === 401) frame.refused(failure); });
  return () => { closed = true; stop(); };
}

function drawHead(head, { event: it, parts }, frame, reload) {
  const cost = parts.reduce((sum, part) => sum + (part.cost_nanos ?? 0), 0);
  const again = h('button', { type: 'button', onclick: async () => {
    again.disabled = true;
    try {
      await post(`/v1/events/${it.event_id}/retry`, {});
      again.textContent = 'Asked for';
      setTimeout(reload, 2000);
    } catch (failure) {
      put(head.querySelector('.said-no'), frame.wrong(failure));
      again.disabled = false;
    }
  } }, 'Analyse again');
  put(head,
    h('h1', { class: 'id' }, said(it.conversation_id)),
    h('p', { class: 'facts' }, status(it.status), it.reason ? h('span', null, words(it.reason)) : null,
      h('span', null, 'user ', said(it.user_id)), it.bot_id ? h('span', null, 'bot ', said(it.bot_name ?? it.bot_id)) : null,
      h('span', null, `${count(it.turns)} turns, ${count(it.user_turns)} of the user`),
      h('span', null, usd(cost)),
      it.generation > 1 ? h('span', null, `generation ${it.generation}`) : null,
      it.conflicts ? h('span', { class: 'warn' }, `${it.conflicts} other bodies under this id`) : null,
      frame.may('ADMIN') && (it.status === 'FAILED' || it.status === 'PARTIAL') ? again : null),
    h('p', { class: 'faint small' }, 'event ', h('code', null, it.event_id),
      it.traceparent ? [' · trace ', h('code', null, said(it.traceparent.split('-')[1] ?? ''))] : null),
    h('div', { class: 'said-no' }));
}

/** Each step with its time and what it took since the step before. */
function drawPath(host, { event: it, runs, parts, at }) {
  const steps = [['accepted', it.accepted_at, `by ${it.channel}`], ['stored', it.stored_at, null]];
  if (it.dispatched_at) steps.push(['request confirmed', it.dispatched_at, it.rings ? `rung ${it.rings} times` : null]);
  for (const run of runs) {
    steps.push(['claimed', run.claimed_at, [run.owner, run.fence > 1 ? `fence ${run.fence}` : null,
      run.deaths || run.company ? `survived ${run.deaths + run.company} deaths of workers` : null,
      runs.length > 1 ? `generation ${run.generation}` : null].filter(Boolean).join(', ')]);
    for (const part of parts.filter(p => p.generation === run.generation && p.ended_at)) {
      steps.push([part.name, part.ended_at, words(part.status) + (part.reason ? ', ' + words(part.reason) : ''),
        'p-' + part.status.toLowerCase()]);
    }
    if (run.state === 'PARKED') {
      const due = new Date(run.due_at) <= new Date(at);
      steps.push(['parked', null, due ? `due since ${time(run.due_at)}, waits for its provider` : `until ${time(run.due_at)}`, 'p-parked']);
    }
    if (run.ended_at) steps.push(['analysed', run.ended_at, words(run.outcome)]);
  }
  if (it.ended_at) steps.push(['closed', it.ended_at, it.revision > 1 ? `revision ${it.revision}` : null]);
  if (it.outcome_dispatched_at) steps.push(['outcome delivered', it.outcome_dispatched_at, null]);
  else if (it.ended_at) steps.push(['to be delivered', null, null, 'p-running']);
  else steps.push(['waits', null, `for ${age(between(it.accepted_at, at))} now`, 'p-running']);
  steps.sort((a, b) => (a[1] ?? '9') < (b[1] ?? '9') ? -1 : (a[1] ?? '9') > (b[1] ?? '9') ? 1 : 0);
  let before = null;
  put(host, h('h2', null, 'Path'), h('ol', { class: 'steps' }, steps.map(([name, when, note, tone]) => {
    const took = before && when ? between(before, when) : null;
    if (when) before = when;
    return h('li', { class: tone ?? null },
      h('span', { class: 'when' }, when ? time(when, true) : ''),
      h('span', { class: 'what' }, said(name), note ? h('span', { class: 'faint' }, ' ', said(note)) : null),
      h('span', { class: 'took' }, took === null ? '' : '+' + age(took)));
  })),
  it.problems ? h('p', { class: 'bad small' }, 'refused: ', problems(it.problems)) : null);
}

function problems(text) {
  try {
    return JSON.parse(text).map(it => `${it.pointer} ${it.detail}`).join('; ');
  } catch {
    return text;
  }
}

/** The journal's lines of one call, put together. */
function gather(lines) {
  const all = new Map();
  for (const line of lines) {
    const key = [line.generation, line.name, line.fence, line.number].join('|');
    const one = all.get(key) ?? { ...line, started: null, ended: null, replied: null };
    if (line.phase === 'STARTED') one.started = line.at;
    if (line.phase === 'REPLIED') one.replied = line.at;
    if (line.phase === 'ENDED') Object.assign(one, line, { ended: line.at });
    all.set(key, one);
  }
  return [...all.values()].sort((a, b) => (a.started ?? a.at) < (b.started ?? b.at) ? -1 : 1);
}

const tone = call => !call.ended ? 'running' : call.class === 'OK' ? 'succeeded' : call.class === 'CANCELLED' ? 'skipped' : 'failed';

function drawCalls(host, { calls, parts, at }) {
  const all = gather(calls);
  put(host, h('h2', null, 'Attempts'));
  if (!all.length) {
    host.append(h('p', { class: 'faint' }, parts.length ? 'No call was made.' : 'Nobody has claimed it yet.'));
    return;
  }
  host.append(bars(all, at), h('div', { class: 'scroll' }, h('table', { class: 'list calls' },
    h('thead', null, h('tr', null, ['Analysis', 'Asked', 'Answer', 'Took', 'Tokens', 'Cost']
      .map((it, i) => h('th', { scope: 'col', class: i > 2 ? 'num' : null }, it)))),
    h('tbody', null, all.map(call => h('tr', null,
      h('td', null, said(call.name), call.generation > 1 ? h('span', { class: 'faint' }, ` g${call.generation}`) : null),
      h('td', null, said(call.provider), ' ', h('span', { class: 'faint' }, said(call.model ?? ''))),
      h('td', null, h('i', { class: 'dot p-' + tone(call) }), call.ended ? words(call.class) : 'in flight'),
      h('td', { class: 'num' }, ms(call.latency_ms)),
      h('td', { class: 'num' }, call.input_tokens === null ? none : `${count(call.input_tokens)} → ${count(call.output_tokens)}`),
      h('td', { class: 'num' }, usd(call.cost_nanos))))))));
}

/** Calls as bars over time. */
function bars(all, at) {
  const begin = Math.min(...all.map(it => +new Date(it.started ?? it.at)));
  const end = Math.max(...all.map(it => +new Date(it.ended ?? at)), begin + 1);
  const w = matchMedia('(max-width: 720px)').matches ? 330 : 640, row = 15, left = 92;
  const x = when => left + ((+new Date(when) - begin) / (end - begin)) * (w - left - 4);
  const high = all.slice(0, 40).length * row + 20;
  return s('svg', { viewBox: `0 0 ${w} ${high}`, class: 'bars', role: 'img', 'aria-label': 'Calls over time' },
    [0, 0.5, 1].map(part => [
      s('line', { x1: left + part * (w - left - 4), x2: left + part * (w - left - 4), y1: 0, y2: high - 16, class: 'grid' }),
      s('text', { x: left + part * (w - left - 4), y: high - 3, class: 'axis', 'text-anchor': part === 0 ? 'start' : part === 1 ? 'end' : 'middle' },
        age(part * (end - begin) / 1000))]),
    all.slice(0, 40).map((call, i) => [
      s('text', { x: left - 8, y: i * row + 11, class: 'axis', 'text-anchor': 'end' }, call.name.slice(0, 14)),
      s('rect', {
        x: x(call.started ?? call.at), y: i * row + 3, height: row - 6, rx: 3, class: 'f-' + tone(call),
        width: Math.max(3, x(call.ended ?? at) - x(call.started ?? call.at)),
      }, s('title', null, `${call.name}, ${call.provider}: ${call.ended ? words(call.class) : 'in flight'}, ${ms(call.latency_ms)}`))]));
}

function drawResults(host, { event: it, parts }) {
  const latest = parts.filter(part => part.generation === it.generation);
  put(host, latest.map(part => h('article', { class: 'panel result' },
    h('h2', null, said(part.name), h('span', { class: 'faint' }, ` v${part.version}`)),
    h('p', { class: 'facts small' }, h('span', { class: 'status' }, h('i', { class: 'dot p-' + part.status.toLowerCase() }), words(part.status)),
      part.reason ? h('span', null, words(part.reason)) : null,
      part.attempts ? h('span', null, part.attempts === 1 ? '1 attempt' : `${part.attempts} attempts`) : null,
      part.model ? h('span', null, said(part.model)) : null,
      part.duration_ms !== null ? h('span', null, ms(part.duration_ms)) : null,
      part.cost_nanos ? h('span', null, usd(part.cost_nanos)) : null,
      part.retry_at ? h('span', null, `again at ${time(part.retry_at)}`) : null),
    part.result === null ? null : json(part.result))));
}

function drawSaid(host, path, frame) {
  const body = h('div');
  const show = h('button', { type: 'button', onclick: async () => {
    try {
      const { turns, metadata } = await get(path + '/transcript');
      put(body, h('ol', { class: 'turns' }, turns.map(turn => h('li', { class: turn.speaker === 'USER' || turn.speaker === 'user' ? 'user' : 'bot' },
        h('span', { class: 'faint' }, words(turn.speaker)), h('p', null, said(turn.text, 'span'))))),
      metadata ? h('details', null, h('summary', null, 'Metadata'), json(JSON.parse(metadata))) : null);
      show.remove();
    } catch (failure) {
      put(body, failure.status === 404 ? h('p', { class: 'faint' }, 'It is no longer kept, or was never taken in.') : frame.wrong(failure));
    }
  } }, 'Show');
  put(host, h('h2', null, 'What was said'),
    frame.may('ADMIN') ? [h('p', { class: 'faint small' }, 'Who looks is logged. ', show), body]
      : h('p', { class: 'faint small' }, 'Needs a key of scope admin.'));
}
