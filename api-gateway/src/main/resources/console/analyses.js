// SPDX-License-Identifier: Apache-2.0
// Analyses: definitions and versions, how they end, how long they take, what they cost.

import { follow } from '/console/api.js';
import { h, put, said } from '/console/dom.js';
import { count, day, ms, none, percent, short, time, usd, words } from '/console/format.js';
import { windows } from '/console/windows.js';

export function analyses(main, frame, { query }) {
  const window_ = query.get('window') ?? '1h';
  const body = h('div', { class: 'cards' });
  const foot = h('p', { class: 'foot' });
  put(main, h('div', { class: 'bar' }, h('h1', null, 'Analyses'), windows('analyses', window_)), body, foot);
  const stop = follow('/v1/console/stream?page=analyses&window=' + encodeURIComponent(window_), (kind, data) => {
    if (kind === 'away') { frame.state('away'); return; }
    if (kind !== 'analyses') return;
    frame.state('live');
    draw(data);
  }, (state, failure) => {
    if (state === 'refused') frame.refused(failure);
    else if (state !== 'live') frame.state(state);
  });

  function draw({ definitions, events, since }) {
    put(body, definitions.map(card));
    put(foot, definitions.length ? null : 'No analysis was ever pinned. ',
      events ? `Over ${count(events)} events that ended since ${time(since)}${events >= 5_000 ? ', the newest 5,000' : ''}.`
        : 'Nothing has ended in this window.');
  }
  return stop;
}

function card({ name, version, hash, first_seen: seen, stats, reasons }) {
  const other = stats ? stats.total - stats.succeeded - stats.failed - stats.skipped : 0;
  return h('article', { class: 'panel card' + (stats ? '' : ' idle') },
    h('header', null, h('h2', null, said(name), h('span', { class: 'faint' }, ` v${version}`)),
      h('span', { class: 'faint small', title: 'content ' + hash }, `since ${day(seen)} · `, h('code', null, hash.slice(0, 8)))),
    stats ? [
      h('div', { class: 'stack', 'aria-hidden': 'true' },
        [['succeeded', stats.succeeded], ['failed', stats.failed], ['skipped', stats.skipped], ['running', other]]
          .map(([tone, n]) => n ? grow(h('i', { class: 'p-' + tone }), n) : null)),
      h('dl', { class: 'figures' },
        figure('succeeded', percent(stats.succeeded, stats.succeeded + stats.failed), count(stats.succeeded)),
        figure('failed', count(stats.failed), null, stats.failed > 0),
        figure('skipped', count(stats.skipped)),
        figure('half within', ms(stats.ms?.[0])),
        figure('95 % within', ms(stats.ms?.[1])),
        figure('attempts', Number(stats.attempts) ? Number(stats.attempts).toFixed(2) : none, Number(stats.attempts) ? null : 'without a call'),
        figure('tokens in', short(stats.input_tokens)),
        figure('tokens out', short(stats.output_tokens)),
        figure('cost', usd(stats.cost_nanos), stats.succeeded && stats.cost_nanos ? usd(stats.cost_nanos / stats.succeeded) + ' each' : null)),
      reasons ? h('ul', { class: 'chips' }, Object.entries(reasons).sort((a, b) => b[1] - a[1]).map(([reason, n]) =>
        h('li', null, h('a', { href: '#/events?reason=' + reason }, words(reason)), ' ', h('b', null, count(n))))) : null,
    ] : h('p', { class: 'faint' }, 'Not used in this window.'));
}

function figure(name, value, more, bad) {
  return h('div', null, h('dt', null, name), h('dd', { class: bad ? 'bad' : null }, value, more ? h('small', null, more) : null));
}

function grow(element, share) {
  element.style.flexGrow = String(share);
  return element;
}
