// SPDX-License-Identifier: Apache-2.0
// The frame: pages by the address's fragment, keys, theme, sign-in, whether it is live.

import { get, key, Problem } from '/console/api.js';
import { h, put, said, text } from '/console/dom.js';
import { now } from '/console/now.js';
import { events } from '/console/events.js';
import { event } from '/console/event.js';
import { letters } from '/console/letters.js';
import { analyses } from '/console/analyses.js';
import { providers } from '/console/providers.js';

const PAGES = [
  { path: 'now', title: 'Now', open: now },
  { path: 'events', title: 'Events', open: events },
  { path: 'dead-letters', title: 'Dead letters', open: letters },
  { path: 'analyses', title: 'Analyses', open: analyses },
  { path: 'providers', title: 'Providers', open: providers },
];

const main = document.getElementById('main');
const nav = document.getElementById('nav');
const live = document.getElementById('live');
let me = null;
let leave = () => {};

const STATES = {
  live: 'live', lost: 'reconnecting', resting: 'resting', away: 'store away', still: '', refused: 'refused',
};

/** What a page may ask of the frame. */
const frame = {
  state(name) {
    live.className = 'live ' + name;
    text(live, STATES[name] ?? name);
  },
  may: scope => Boolean(me?.scopes?.includes(scope)),
  refused(failure) {
    if (failure instanceof Problem && failure.status === 401) signIn('That key is not known.');
    else put(main, wrong(failure));
  },
  wrong,
  go(path) { location.hash = '#/' + path; },
};

function wrong(failure) {
  return h('div', { class: 'note bad', role: 'alert' },
    h('strong', null, failure instanceof Problem ? failure.title || 'Refused' : 'No answer'), ' ',
    failure instanceof Problem ? failure.message : 'The gateway does not answer; this page tries again.');
}

function place() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const parts = path.split('/').map(decodeURIComponent);
  return { page: parts[0] || 'now', rest: parts.slice(1), query: new URLSearchParams(query) };
}

function show() {
  if (!me) return;
  const at = place();
  const page = PAGES.find(it => it.path === at.page) ?? PAGES[0];
  leave();
  for (const link of nav.children) {
    if (link.dataset.page === page.path) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.title = page.title + ' · Afterword';
  frame.state('still');
  put(main);
  const open = page.path === 'events' && at.rest[0] ? event : page.open;
  leave = open(main, frame, at) ?? (() => {});
}

function theme(next) {
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const held = localStorage.getItem('afterword.theme');
  const wanted = next ? ((held ?? (dark ? 'dark' : 'light')) === 'dark' ? 'light' : 'dark') : held;
  if (next) localStorage.setItem('afterword.theme', wanted);
  if (wanted) root.dataset.theme = wanted;
}

const KEYS = [
  ['1 – 5', 'pages'], ['/', 'search'], ['j k', 'next, previous row'], ['Enter', 'open'], ['u', 'back to the list'],
  ['t', 'light or dark'], ['?', 'this list'], ['Esc', 'close'],
];

function help() {
  const box = h('dialog', { class: 'box', 'aria-label': 'Keys' },
    h('h2', null, 'Keys'),
    h('dl', { class: 'keys' }, KEYS.map(([k, what]) => h('div', null, h('dt', null, k), h('dd', null, what)))),
    key.get() ? h('p', null, h('button', {
      type: 'button', onclick: () => { key.forget(); location.reload(); },
    }, 'Sign out')) : null,
    h('p', { class: 'right' }, h('button', { type: 'button', onclick: () => box.close() }, 'Close')));
  box.addEventListener('close', () => box.remove());
  document.body.append(box);
  box.showModal();
}

function rows() {
  return [...main.querySelectorAll('[data-row]')];
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement?.closest?.('[data-row]'));
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
}

function pressed(e) {
  const field = e.target.closest?.('input, select, textarea, dialog');
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  if (field) {
    if (e.key === 'Escape' && !e.target.closest('dialog')) e.target.blur();
    return;
  }
  const done = () => e.preventDefault();
  if (e.key >= '1' && e.key <= String(PAGES.length)) { done(); frame.go(PAGES[Number(e.key) - 1].path); }
  else if (e.key === '/') {
    done();
    const search = main.querySelector('input[type=search]');
    if (search) search.focus();
    else { frame.go('events'); requestAnimationFrame(() => main.querySelector('input[type=search]')?.focus()); }
  } else if (e.key === 'j' || e.key === 'ArrowDown' && document.activeElement?.dataset?.row !== undefined) { done(); move(1); }
  else if (e.key === 'k' || e.key === 'ArrowUp' && document.activeElement?.dataset?.row !== undefined) { done(); move(-1); }
  else if (e.key === 'u') { done(); if (place().rest.length) history.back(); }
  else if (e.key === 't') { done(); theme(true); }
  else if (e.key === '?') { done(); help(); }
}

function signIn(why) {
  leave();
  leave = () => {};
  const field = h('input', {
    type: 'password', id: 'key', autocomplete: 'off', spellcheck: 'false', required: true, 'aria-describedby': 'why',
  });
  const enter = async e => {
    e.preventDefault();
    key.set(field.value.trim());
    await start();
  };
  put(main, h('form', { class: 'box sign', onsubmit: enter },
    h('h1', null, 'Sign in'),
    h('p', { class: 'faint' }, 'With an API key of scope read; transcripts and replays need scope admin. It stays in this tab.'),
    h('label', { for: 'key' }, 'API key'), field,
    h('p', { id: 'why', class: 'bad', role: 'alert' }, why ?? ''),
    h('p', { class: 'right' }, h('button', { type: 'submit', class: 'main' }, 'Sign in'))));
  field.focus();
}

async function start() {
  try {
    me = await get('/v1/console/me');
    put(document.getElementById('tenant'), me.key === 'none' ? '' : said(me.tenant));
    show();
  } catch (failure) {
    me = null;
    if (failure instanceof Problem && failure.status === 401) {
      const tried = Boolean(key.get());
      key.forget();
      signIn(tried ? 'That key is not known.' : null);
    } else if (failure instanceof Problem && failure.status === 403) {
      key.forget();
      signIn('That key has not the scope read.');
    } else {
      put(main, wrong(failure));
      setTimeout(start, 3000);
    }
  }
}

PAGES.forEach((page, i) => nav.append(h('a', {
  href: '#/' + page.path, 'data-page': page.path, title: `${page.title} (${i + 1})`,
}, page.title)));
document.querySelector('.skip').addEventListener('click', e => { e.preventDefault(); main.focus(); });
document.getElementById('theme').addEventListener('click', () => theme(true));
document.getElementById('help').addEventListener('click', help);
document.addEventListener('keydown', pressed);
addEventListener('hashchange', show);
theme(false);
start();
