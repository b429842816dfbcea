// SPDX-License-Identifier: Apache-2.0
// Dead letters: by reason, inspect, send once more; first how many it would be, then for real.

import { follow, get, post } from '/console/api.js';
import { h, json, put, said } from '/console/dom.js';
import { count, none, short, time, words } from '/console/format.js';

export function letters(main, frame, { rest, query }) {
  const groups = h('section', { class: 'panel', 'aria-label': 'By reason' });
  const list = h('section', { class: 'under', 'aria-label': 'Letters' });
  const reason = query.get('reason');
  const stage = query.get('stage');
  let closed = false;
  put(main, h('h1', { class: 'hidden' }, 'Dead letters'), groups, list);

  function drawGroups(all) {
    const open = all.reduce((sum, it) => sum + it.open, 0);
    put(groups, h('h2', null, open ? `${count(open)} open` : all.length ? 'None open' : 'None, ever'),
      all.length ? h('div', { class: 'scroll' }, h('table', { class: 'list groups' },
        h('thead', null, h('tr', null, ['Reason', 'Stage', 'Open', 'Replayed', 'First seen', 'Last seen'].map((it, i) =>
          h('th', { scope: 'col', class: i === 2 || i === 3 ? 'num' : null }, it)))),
        h('tbody', null, all.map(it => {
          const here = it.reason === reason && it.stage === stage;
          const address = '#/dead-letters' + (here ? '' : '?' + new URLSearchParams({ reason: it.reason, stage: it.stage }));
          return h('tr', { 'data-row': it.reason + it.stage, tabindex: 0, 'aria-selected': here ? 'true' : null,
            onclick: () => { location.hash = address; }, onkeydown: e => { if (e.key === 'Enter') { e.preventDefault(); location.hash = address; } } },
          h('td', null, h('a', { href: address, tabindex: -1 }, words(it.reason))), h('td', null, said(it.stage)),
          h('td', { class: 'num' }, it.open ? h('strong', null, count(it.open)) : none),
          h('td', { class: 'num' }, it.replayed ? count(it.replayed) : none),
          h('td', { class: 'when' }, time(it.first_seen)), h('td', { class: 'when' }, time(it.last_seen)));
        })))) : h('p', { class: 'faint' }, 'What cannot be decoded or stored comes here, with its reason.'));
  }

  let drawn = '';
  const stop = follow('/v1/console/stream?page=dead-letters', (kind, data) => {
    if (kind === 'away') { frame.state('away'); return; }
    if (kind !== 'dead-letters') return;
    frame.state('live');
    const key = JSON.stringify(data.groups);
    if (key !== drawn) {
      drawn = key;
      const focused = document.activeElement?.dataset?.row;
      drawGroups(data.groups);
      if (focused) groups.querySelector(`[data-row="${CSS.escape(focused)}"]`)?.focus();
      loadList();
    }
  }, (state, failure) => {
    if (state === 'refused') frame.refused(failure);
    else if (state !== 'live') frame.state(state);
  });

  async function loadList(after) {
    if (!frame.may('ADMIN')) {
      put(list, h('p', { class: 'faint' }, 'The letters themselves need a key of scope admin.'));
      return;
    }
    const asked = new URLSearchParams({ limit: '50' });
    if (reason) asked.set('reason', reason);
    if (stage) asked.set('stage', stage);
    if (after) asked.set('after', after);
    try {
      const answer = await get('/v1/admin/dead-letters?' + asked);
      if (!closed) drawList(answer, Boolean(after));
    } catch (failure) {
      if (!closed) put(list, frame.wrong(failure));
    }
  }

  let body = null;
  function drawList({ items, next }, more) {
    if (!more || !body) {
      body = h('tbody');
      const filter = { ...(reason ? { reason } : {}), ...(stage ? { stage } : {}) };
      put(list, h('div', { class: 'bar' }, h('h2', null, reason ? words(reason) + (stage ? `, ${stage}` : '') : 'All, newest first'),
        items.length || more ? h('button', { type: 'button', onclick: () => replay(filter, reason ? words(reason) : 'all that are open', loadList) }, 'Replay …') : null),
      h('div', { class: 'scroll' }, h('table', { class: 'list letters' },
        h('thead', null, h('tr', null, ['Last seen', 'Reason', 'Where', 'Conversation', 'Attempts', 'State'].map((it, i) =>
          h('th', { scope: 'col', class: i === 4 ? 'num' : null }, it)))), body)), h('p', { class: 'foot' }));
    }
    body.append(...items.map(letter));
    put(list.querySelector('.foot'), items.length || more ? null : 'None.',
      next ? h('button', { type: 'button', onclick: () => loadList(next) }, 'More') : null);
  }

  function letter(it) {
    const open = () => inspect(it.id, frame, loadList);
    return h('tr', { 'data-row': it.id, tabindex: 0, onclick: open, onkeydown: e => { if (e.key === 'Enter') { e.preventDefault(); open(); } } },
      h('td', { class: 'when' }, time(it.last_seen)),
      h('td', null, words(it.reason)),
      h('td', null, said(it.stage), h('span', { class: 'faint origin' }, ' ', said(it.origin))),
      h('td', { class: it.conversation_id || it.event_id ? 'id' : 'id none' }, it.conversation_id ? said(it.conversation_id) : it.event_id ? said(it.event_id) : none),
      h('td', { class: 'num' }, count(it.attempts)),
      h('td', null, h('span', { class: 'status' }, h('i', { class: 'dot l-' + String(it.state).toLowerCase() }), words(it.state)),
        it.has_body ? null : h('span', { class: 'faint' }, ' body gone')));
  }

  if (rest[0]) inspect(rest[0], frame, loadList);
  return () => { closed = true; stop(); };
}

async function inspect(id, frame, done) {
  const box = dialog('Dead letter ' + id);
  try {
    const it = await get('/v1/admin/dead-letters/' + encodeURIComponent(id));
    const { headers, ...facts } = it;
    put(box.body, h('dl', { class: 'facts-list' }, Object.entries(facts).filter(([, value]) => value !== null).map(([name, value]) =>
      h('div', null, h('dt', null, words(name)), h('dd', null,
        name === 'event_id' ? h('a', { href: '#/events/' + value }, said(value))
          : /_seen$|_at$/.test(name) ? time(value)
            : name === 'reason' || name === 'state' ? words(value)
              : name === 'body_length' || name === 'body_bytes' ? short(value) + ' bytes'
                : typeof value === 'object' ? json(value) : said(value))))),
    headers ? h('details', { open: true }, h('summary', null, 'Headers'), h('dl', { class: 'facts-list' },
      Object.entries(headers).map(([name, value]) => h('div', null, h('dt', null, said(name)),
        h('dd', null, value === null ? h('span', { class: 'faint' }, 'not shown') : said(value)))))) : null,
    h('p', { class: 'faint small' }, 'The body is never shown.'));
    box.foot.prepend(h('button', { type: 'button', class: 'main', disabled: it.has_body === false, onclick: () => {
      box.close();
      replay({ ids: [it.id] }, 'this letter', done);
    } }, 'Replay …'));
  } catch (failure) {
    put(box.body, frame.wrong(failure));
  }
}

/** Asks how many, then sends them once more and waits for the order's end. */
async function replay(filter, what, done) {
  const box = dialog('Replay ' + what);
  const say = (...it) => put(box.body, ...it);
  try {
    const { matched } = await post('/v1/admin/dead-letters/replay', { ...filter, dry_run: true });
    say(h('p', { class: 'big' }, count(matched)),
      h('p', null, matched === 1 ? 'letter would be sent once more.' : 'letters would be sent once more.'));
    if (!matched) return;
    const go = h('button', { type: 'button', class: 'main', onclick: async () => {
      go.disabled = true;
      try {
        const order = await post('/v1/admin/dead-letters/replay', { ...filter, dry_run: false });
        go.remove();
        await watch(order, say);
        done();
      } catch (failure) {
        say(h('p', { class: 'bad' }, failure.message));
      }
    } }, `Replay ${count(matched)}`);
    box.foot.prepend(go);
    go.focus();
  } catch (failure) {
    say(h('p', { class: 'bad' }, failure.message));
  }
}

async function watch({ command_id: id, receipt }, say) {
  const address = `/v1/admin/commands/${id}?receipt=${encodeURIComponent(receipt ?? '')}`;
  for (let i = 0; i < 240; i++) {
    const order = await get(address);
    const taken = order.state !== 'SENT';
    say(h('p', { class: 'big' }, words(order.state)),
      h('p', null, taken ? `${count(order.done)} of ${count(order.matched)} sent` : 'An event-worker will carry it out.'),
      h('p', { class: 'faint small' }, 'order ', h('code', null, id)));
    if (taken && order.state !== 'RUNNING') return;
    await new Promise(go => setTimeout(go, 500));
  }
}

function dialog(title) {
  const body = h('div', { class: 'dialog-body' }, h('p', { class: 'faint' }, '…'));
  const foot = h('p', { class: 'right' }, h('button', { type: 'button', onclick: () => box.close() }, 'Close'));
  const box = h('dialog', { class: 'box', 'aria-label': title }, h('h2', null, title), body, foot);
  box.addEventListener('close', () => box.remove());
  document.body.append(box);
  box.showModal();
  return { body, foot, close: () => box.close() };
}
