// SPDX-License-Identifier: Apache-2.0
// Builds elements. Text becomes text and nothing else: no markup is ever made of a string here.

const SVG = 'http://www.w3.org/2000/svg';

// Control, bidirectional, invisible and tag characters, and lone surrogates: shown as what they are.
const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu;

/** An element. `props`: attributes; `on…`: listeners; `class`: class list. */
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** The same in SVG. */
export function s(tag, props, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  add(element, children);
  return element;
}

function add(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Puts something else into an element. */
export function put(element, ...children) {
  element.replaceChildren();
  add(element, children);
  return element;
}

/** Sets a text if it has changed. */
export function text(element, value) {
  if (element && element.textContent !== value) element.textContent = value;
}

/**
 * What people said or sent: isolated, so that its direction does not leak, with everything unseen made
 * visible.
 */
export function said(value, tag = 'bdi') {
  const string = String(value ?? '');
  const out = h(tag, { dir: 'auto' });
  let from = 0;
  for (const match of string.matchAll(UNSEEN)) {
    if (match.index > from) out.append(string.slice(from, match.index));
    const code = match[0].codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
    out.append(h('span', { class: 'unseen', title: 'invisible character' }, 'U+' + code));
    from = match.index + match[0].length;
  }
  if (from < string.length) out.append(string.slice(from));
  return out;
}

/** JSON as an indented text with quiet punctuation; strings are what people said. */
export function json(value, depth = 0) {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') {
    return h('span', { class: 'j-atom' }, String(value));
  }
  if (typeof value === 'string') return h('span', { class: 'j-text' }, '“', said(value), '”');
  const list = Array.isArray(value);
  const entries = list ? value.map(it => [null, it]) : Object.entries(value);
  if (!entries.length) return h('span', { class: 'j-mark' }, list ? 'none' : '{}');
  if (list && value.every(it => typeof it === 'number')) return h('span', { class: 'j-atom' }, value.join(', '));
  if (depth > 12) return h('span', { class: 'j-mark' }, '…');
  return h(list ? 'ol' : 'dl', { class: 'json' },
    entries.map(([key, it]) =>
      list
        ? h('li', null, json(it, depth + 1))
        : h('div', null, h('dt', null, said(key)), h('dd', null, json(it, depth + 1)))));
}
