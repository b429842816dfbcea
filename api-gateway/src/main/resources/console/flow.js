// SPDX-License-Identifier: Apache-2.0
// The line as a picture: three stations, the queues between them, and where the outcomes go.

import { s, put, text } from '/console/dom.js';
import { age, count, rate } from '/console/format.js';

// Where things stand: one picture for wide windows, one for narrow ones.
const WIDE = {
  box: '0 0 1180 134', tall: false,
  stations: { gateway: [1, 4, 172, 126], events: [388, 4, 172, 126], analysis: [775, 4, 172, 126] },
  pipes: { queued: [173, 67, 388, 67], requested: [560, 67, 775, 67], out: [947, 67, 1020, 67] },
  end: [1020, 4, 158, 126],
};
const TALL = {
  box: '0 0 360 700', tall: true,
  stations: { gateway: [40, 4, 280, 118], events: [40, 204, 280, 118], analysis: [40, 404, 280, 118] },
  pipes: { queued: [180, 122, 180, 204], requested: [180, 322, 180, 404], out: [180, 522, 180, 574] },
  end: [40, 574, 280, 118],
};

/** The provider in the worst trouble, in few words; how many more. */
function worst(providers) {
  const of = it => it.down ? 2 : it.tried ? 1 : 0;
  const [first, ...more] = [...providers].sort((a, b) => of(b) - of(a));
  if (!first) return '';
  const how = ['is left alone', 'is being tried', 'is down'][of(first)];
  return `${first.provider} ${how}${more.length ? `, ${more.length} more` : ''}`;
}

export function flow(host) {
  let parts = {};
  let last = null;
  const narrow = matchMedia('(max-width: 720px)');

  function draw() {
    const plan = narrow.matches ? TALL : WIDE;
    parts = {};
    const svg = s('svg', { viewBox: plan.box, class: 'flow' + (plan.tall ? ' tall' : ''), role: 'group', 'aria-labelledby': 'flow-title' },
      s('title', { id: 'flow-title' }, 'Where conversations are, from the gateway to their outcome'),
      pipe(plan, 'queued', 'queue'), pipe(plan, 'requested', 'queue'), pipe(plan, 'out', null),
      station(plan.stations.gateway, 'gateway', 'gateway', ['accepted', 'spilled']),
      station(plan.stations.events, 'events', 'event-worker', ['stored', 'closing']),
      station(plan.stations.analysis, 'analysis', 'analysis-worker', ['running', 'parked']),
      station(plan.end, 'end', 'outcomes', ['ended', 'publishing']));
    put(host, svg);
    if (last) show(last);
  }

  function station([x, y, w, hgt], id, name, lines) {
    const group = s('g', { class: 'station', 'data-station': id },
      s('rect', { x, y, width: w, height: hgt, rx: 9 }),
      s('text', { x: x + 14, y: y + 25, class: 'name' }, name));
    const note = s('text', { x: x + 14, y: y + hgt - 10, class: 'sub late' }, '');
    parts[id] = { note };
    group.append(note);
    lines.forEach((line, i) => {
      const top = y + 52 + i * 36;
      const label = s('text', { x: x + 14, y: top, class: 'label' }, line);
      const value = s('text', { x: x + w - 14, y: top, class: 'value', 'text-anchor': 'end' }, '–');
      const sub = s('text', { x: x + w - 14, y: top + 14, class: 'sub', 'text-anchor': 'end' }, '');
      parts[line] = { value, sub, label };
      group.append(label, value, sub);
    });
    return group;
  }

  function pipe(plan, id, label) {
    const [x1, y1, x2, y2] = plan.pipes[id];
    const group = s('g', { class: 'pipe', 'data-pipe': id });
    const stream = s('line', { x1, y1, x2, y2, class: 'stream', 'stroke-dasharray': '1 13' });
    group.append(s('line', { x1, y1, x2, y2, class: 'tube' }), stream);
    parts[id] = { stream, group };
    if (label) {
      const mx = (x1 + x2) / 2;
      const my = (y1 + y2) / 2;
      const w = plan.tall ? 150 : 124;
      const hgt = plan.tall ? 44 : 58;
      const top = my - hgt / 2;
      const left = mx - w / 2;
      const level = s('rect', { x: left + 1, y: top + hgt - 1, width: w - 2, height: 0, class: 'level' });
      const value = s('text', { x: mx, y: top + (plan.tall ? 18 : 25), class: 'value', 'text-anchor': 'middle' }, '–');
      const sub = s('text', { x: mx, y: top + (plan.tall ? 34 : 43), class: 'sub', 'text-anchor': 'middle' }, '');
      const clip = 'clip-' + id;
      group.append(
        s('clipPath', { id: clip }, s('rect', { x: left, y: top, width: w, height: hgt, rx: 7 })),
        s('rect', { x: left, y: top, width: w, height: hgt, rx: 7, class: 'tank' }),
        s('g', { 'clip-path': `url(#${clip})` }, level), value, sub);
      Object.assign(parts[id], { value, sub, level, top, hgt, high: top + (plan.tall ? 18 : 25), middle: my + 5 });
    }
    return group;
  }

  // The level grows with the logarithm: a thousand fill half of it, a million all.
  function queue(id, n, what, oldest) {
    const part = parts[id];
    if (!part?.value) return;
    text(part.value, n === null || n === undefined ? 'unknown' : n === 0 ? 'empty' : count(n) + ' ' + what);
    text(part.sub, oldest ? 'oldest ' + age(oldest) : '');
    part.value.setAttribute('y', oldest ? part.high : part.middle);
    const share = n ? Math.min(1, Math.log10(n + 1) / 6) : 0;
    const high = Math.max(n ? 3 : 0, share * part.hgt);
    part.level.setAttribute('y', part.top + part.hgt - high);
    part.level.setAttribute('height', high);
    part.group.classList.toggle('late', (oldest ?? 0) > 60);
  }

  function speed(id, perSecond) {
    const stream = parts[id]?.stream;
    if (!stream) return;
    const moving = perSecond > 0;
    stream.classList.toggle('still', !moving);
    // one dash each 14 px; between 0.35 s and 3 s for one step
    const seconds = moving ? Math.max(0.35, Math.min(3, 3 / Math.sqrt(perSecond))) : 0;
    const wanted = seconds.toFixed(1) + 's';
    if (moving && stream.style.animationDuration !== wanted) stream.style.animationDuration = wanted;
  }

  function line(id, value, sub, late) {
    const part = parts[id];
    if (!part) return;
    text(part.value, value);
    text(part.sub, sub ?? '');
    part.value.classList.toggle('late', Boolean(late));
    part.sub.classList.toggle('late', Boolean(late));
  }

  function show(now) {
    last = now;
    const stages = now.waiting?.stages ?? {};
    const of = name => stages[name] ?? { count: 0, age: null };
    const waits = (name, limit) => {
      const stage = of(name);
      const n = stage.count > 100_000 ? '100,000+' : count(stage.count);
      return [n, stage.count ? 'oldest ' + age(stage.age) : '', stage.count > 0 && stage.age > limit];
    };
    const rates = now.rates ?? {};
    line('accepted', rate(rates.accepted), '');
    line('spilled', ...waits('SPILLED', 30));
    line('stored', rate(rates.stored), of('STORED').count ? `${count(of('STORED').count)} to request` : '',
      of('STORED').count > 0 && of('STORED').age > 30);
    line('closing', ...waits('CLOSING', 30));
    line('running', ...waits('RUNNING', 300));
    line('parked', ...waits('PARKED', 3600));
    line('ended', rate(rates.ended), '');
    line('publishing', ...waits('PUBLISHING', 30));
    queue('queued', now.queues?.events, 'to store', null);
    queue('requested', of('REQUESTED').count, 'to analyse', of('REQUESTED').age);
    text(parts.analysis.note, worst(now.providers ?? []));
    speed('queued', rates.accepted);
    speed('requested', rates.stored);
    speed('out', rates.ended);
  }

  const again = () => draw();
  narrow.addEventListener('change', again);
  draw();
  return { show, close: () => narrow.removeEventListener('change', again) };
}
