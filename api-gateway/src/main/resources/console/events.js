// SPDX-License-Identifier: Apache-2.0
// Events: who is looked for, newest first.

import { get } from '/console/api.js';
import { h, put, said } from '/console/dom.js';
import { age, between, count, none, time, usd, words } from '/console/format.js';

const STATUSES = ['PENDING', 'PROCESSING', 'PROCESSED', 'PARTIAL', 'FAILED', 'SKIPPED', 'ERASED'];
const REASONS = ['PROVIDER_UNAVAILABLE', 'PROVIDER_TIMEOUT', 'RATE_LIMITED', 'QUOTA', 'AUTH', 'OVER_BUDGET', 'EXPIRED', 'TOO_LONG',
  'REFUSED', 'TRUNCATED', 'INVALID_ANSWER', 'REJECTED', 'COST_LIMIT', 'INTERNAL', 'EMPTY', 'RULE', 'DEPENDENCY', 'ERASED', 'MALFORMED',
  'INVALID', 'OVERSIZE', 'POISON', 'UNSTORABLE', 'UNKNOWN_MESSAGE'];
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const SINCE = {
  '15m': { name: 'last 15 minutes', minutes: 15 }, '1h': { name: 'last hour', minutes: 60 },
  '24h': { name: 'last 24 hours', minutes: 1440 }, '7d': { name: 'last 7 days', minutes: 10080 }, between: { name: 'between …' },
};
const EVERY_MS = 5000;

export function status(name) {
  return h('span', { class: 'status' }, h('i', { class: 'dot s-' + String(name).toLowerCase() }), words(name));
}

/** One mark for each analysis: its first two letters, coloured by how it ended. */
export function marks(parts) {
  return h('span', { class: 'marks' }, (parts ?? []).map(([name, state, reason]) => h('abbr', {
    class: 'p-' + String(state).toLowerCase(),
    title: `${name}: ${words(state)}${reason ? ', ' + words(reason) : ''}`,
  }, String(name).slice(0, 2))));
}

export function events(main, frame, { query }) {
  const asked = new URLSearchParams(query);
  const field = h('input', {
    type: 'search', name: 'q', placeholder: 'conversation, user or event id', 'aria-label': 'Conversation, user or event id',
    autocomplete: 'off', spellcheck: 'false', value: asked.get('q') ?? asked.get('conversation') ?? asked.get('user') ?? '',
  });
  const state = choice('status', 'any status', STATUSES, asked.get('status'));
  const reason = choice('reason', 'any reason', REASONS, asked.get('reason'));
  const since = choice('since', 'any time', Object.keys(SINCE), asked.get('from') || asked.get('to') ? 'between' : asked.get('since'),
    it => SINCE[it].name);
  const from = moment('from', asked.get('from'));
  const to = moment('to', asked.get('to'));
  const range = h('span', { class: 'range', hidden: since.value !== 'between' },
    h('label', null, h('span', null, 'from'), from), h('label', null, h('span', null, 'to'), to));
  const bar = h('form', { class: 'bar', role: 'search', onsubmit: e => { e.preventDefault(); search(); } },
    field, state, reason, since, range, h('button', { type: 'submit' }, 'Search'));
  for (const it of [state, reason, from, to]) it.addEventListener('change', search);
  since.addEventListener('change', () => {
    range.hidden = since.value !== 'between';
    if (range.hidden) search();
    else from.focus();
  });
  const body = h('tbody');
  const table = h('table', { class: 'list events' },
    h('thead', null, h('tr', null, ['Accepted', 'Conversation', 'User', 'Status', 'Analyses', 'Took', 'Cost']
      .map((it, i) => h('th', { scope: 'col', class: i > 4 ? 'num' : null }, it)))), body);
  const foot = h('p', { class: 'foot' });
  put(main, h('h1', { class: 'hidden' }, 'Events'), bar, table, foot);

  let closed = false;
  let timer = 0;
  let pages = 1;
  let asking = null;

  function search() {
    const wanted = field.value.trim();
    if (ID.test(wanted)) { frame.go('events/' + wanted.toLowerCase()); return; }
    const next = new URLSearchParams();
    if (wanted) next.set('q', wanted);
    if (state.value) next.set('status', state.value);
    if (reason.value) next.set('reason', reason.value);
    if (since.value && since.value !== 'between') next.set('since', since.value);
    if (since.value === 'between' && from.value) next.set('from', new Date(from.value).toISOString());
    if (since.value === 'between' && to.value) next.set('to', new Date(to.value).toISOString());
    const path = 'events' + (next.size ? '?' + next : '');
    if (location.hash === '#/' + path) load();
    else frame.go(path);
  }

  async function load() {
    clearTimeout(timer);
    asking?.abort();
    asking = new AbortController();
    const items = [];
    let next = null;
    try {
      for (let page = 0; page < pages && (page === 0 || next); page++) {
        const address = new URLSearchParams(asked);
        const back = SINCE[address.get('since')]?.minutes;
        address.delete('since');
        if (back) address.set('from', new Date(Date.now() - back * 60_000).toISOString());
        if (next) address.set('after', next);
        const answer = await get('/v1/console/events?' + address, asking.signal);
        items.push(...answer.items);
        next = answer.next;
      }
    } catch (failure) {
      if (closed || failure.name === 'AbortError') return;
      if (failure.status === 401) { frame.refused(failure); return; }
      put(body);
      put(foot, frame.wrong(failure));
      return;
    }
    if (closed) return;
    const focused = document.activeElement?.dataset?.row;
    put(body, items.map(row));
    if (focused) body.querySelector(`[data-row="${CSS.escape(focused)}"]`)?.focus();
    put(foot, items.length ? `${next ? 'The newest ' : ''}${count(items.length)} event${items.length === 1 ? '' : 's'}` : 'Nothing fits.', ' ',
      next ? h('button', { type: 'button', onclick: () => { pages++; load(); } }, 'More') : null);
    if (pages === 1) timer = setTimeout(() => (document.hidden ? (timer = setTimeout(load, EVERY_MS)) : load()), EVERY_MS);
  }

  load();
  return () => { closed = true; clearTimeout(timer); asking?.abort(); };
}

function row(it) {
  const open = () => { location.hash = '#/events/' + it.event_id; };
  return h('tr', {
    'data-row': it.event_id, tabindex: 0, onclick: e => { if (!e.target.closest('a') && !String(getSelection())) open(); },
    onkeydown: e => { if (e.key === 'Enter') { e.preventDefault(); open(); } },
  },
  h('td', { class: 'when' }, h('time', { datetime: it.accepted_at, title: it.accepted_at }, time(it.accepted_at))),
  h('td', { class: 'id' }, h('a', { href: '#/events/' + it.event_id, tabindex: -1 }, said(it.conversation_id)),
    it.conflicts ? h('span', { class: 'tag', title: 'other bodies came under the same id' }, `${it.conflicts} conflicts`) : null),
  h('td', { class: 'id uid' }, said(it.user_id)),
  h('td', null, status(it.status), it.reason ? h('span', { class: 'faint reason' }, ' ' + words(it.reason)) : null),
  h('td', null, marks(it.parts)),
  h('td', { class: 'num' }, it.ended_at ? age(between(it.accepted_at, it.ended_at)) : none),
  h('td', { class: 'num' }, it.cost_nanos === null ? none : usd(it.cost_nanos)));
}

function choice(name, any, all, chosen, title = words) {
  return h('select', { name, 'aria-label': name, value: chosen ?? '' },
    h('option', { value: '' }, any),
    all.map(it => h('option', { value: it, selected: it === chosen }, title(it))));
}

function moment(name, iso) {
  const at = iso ? new Date(iso) : null;
  const local = at && !Number.isNaN(at.getTime())
    ? new Date(at.getTime() - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16) : '';
  return h('input', { type: 'datetime-local', name, 'aria-label': name, value: local });
}
