// SPDX-License-Identifier: Apache-2.0
// Asks the gateway. The key lives in this tab's session storage and travels in a header, never in an address.

const KEY = 'afterword.key';

export class Problem extends Error {
  constructor(status, title, detail) {
    super(detail || title || 'no answer');
    this.status = status;
    this.title = title;
  }
}

export const key = {
  get: () => sessionStorage.getItem(KEY),
  set: value => sessionStorage.setItem(KEY, value),
  forget: () => sessionStorage.removeItem(KEY),
};

function headers(more) {
  const all = { ...more };
  const held = key.get();
  if (held) all['X-API-Key'] = held;
  return all;
}

async function problem(response) {
  let body = {};
  try {
    body = await response.json();
  } catch {
    // an answer of something between us and the gateway
  }
  return new Problem(response.status, body.title ?? response.statusText, body.detail);
}

/** JSON from the gateway. */
export async function get(path, signal) {
  const response = await fetch(path, {
    headers: headers({ Accept: 'application/json' }), cache: 'no-store', signal,
  });
  if (!response.ok) throw await problem(response);
  return response.json();
}

export async function post(path, body) {
  const response = await fetch(path, {
    method: 'POST', cache: 'no-store',
    headers: headers({ Accept: 'application/json', 'Content-Type': 'application/json' }),
    body: JSON.stringify(body),
  });
  if (!response.ok) throw await problem(response);
  return response.json();
}

/**
 * Follows a stream of server-sent events by fetch, since EventSource sends no headers. Comes back by itself,
 * rests while the tab is hidden. Returns what ends it.
 */
export function follow(path, onNote, onState = () => {}) {
  let lastId = null;
  let wait = 1000;
  let over = false;
  let running = null;

  async function once(signal) {
    const more = { Accept: 'text/event-stream' };
    if (lastId) more['Last-Event-ID'] = lastId;
    const response = await fetch(path, { headers: headers(more), cache: 'no-store', signal });
    if (response.status === 204) { over = true; return; }
    if (!response.ok) throw await problem(response);
    onState('live');
    wait = 1000;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      rest += value;
      let end;
      while ((end = rest.indexOf('\n\n')) >= 0) {
        note(rest.slice(0, end));
        rest = rest.slice(end + 2);
      }
    }
  }

  function note(block) {
    let kind = 'message';
    let data = '';
    for (const line of block.split('\n')) {
      if (line.startsWith('event: ')) kind = line.slice(7);
      else if (line.startsWith('data: ')) data += line.slice(6);
      else if (line.startsWith('id: ')) lastId = line.slice(4);
    }
    if (data) onNote(kind, JSON.parse(data));
    if (kind === 'end') over = true;
  }

  async function run() {
    while (!over) {
      running = new AbortController();
      try {
        if (document.hidden) {
          onState('resting');
          await new Promise(go => document.addEventListener('visibilitychange', go, { once: true }));
          continue;
        }
        await once(running.signal);
        if (!over) onState('lost');
      } catch (failure) {
        if (over) return;
        if (failure instanceof Problem && failure.status < 500) { onState('refused', failure); return; }
        onState(document.hidden ? 'resting' : 'lost', failure);
      }
      if (!over) await new Promise(go => setTimeout(go, wait));
      wait = Math.min(wait * 2, 15_000);
    }
  }

  const hide = () => { if (document.hidden) running?.abort(); };
  document.addEventListener('visibilitychange', hide);
  run();
  return () => {
    over = true;
    document.removeEventListener('visibilitychange', hide);
    running?.abort();
  };
}
