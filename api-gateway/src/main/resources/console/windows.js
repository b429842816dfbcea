// SPDX-License-Identifier: Apache-2.0
// The choice of how far back a page looks.

import { h } from '/console/dom.js';

export function windows(page, chosen, all = ['15m', '1h', '24h']) {
  return h('nav', { class: 'choice', 'aria-label': 'How far back' }, all.map(it => h('a', {
    href: `#/${page}?window=${it}`, 'aria-current': it === chosen ? 'true' : null,
  }, it.replace('m', ' min').replace('h', ' h'))));
}
