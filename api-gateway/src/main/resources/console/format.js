// SPDX-License-Identifier: Apache-2.0
// Numbers, durations, money and times, each in one form.

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const ONE = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export const none = '–';

/** A count: 12,408. */
export function count(value) {
  return value === null || value === undefined ? none : WHOLE.format(value);
}

/** A large count in few letters: 1.2 M. */
export function short(value) {
  if (value === null || value === undefined) return none;
  if (value < 10_000) return WHOLE.format(value);
  if (value < 1e6) return ONE.format(value / 1e3) + '\u00a0k';
  if (value < 1e9) return ONE.format(value / 1e6) + '\u00a0M';
  return ONE.format(value / 1e9) + '\u00a0G';
}

/** Per second. */
export function rate(value) {
  if (value === null || value === undefined) return none;
  return (value < 10 ? ONE.format(value) : WHOLE.format(value)) + '/s';
}

/** A share: 99.2 %. */
export function percent(part, whole) {
  if (!whole) return none;
  const share = (100 * part) / whole;
  const near = share > 99 && share < 100 ? Math.floor(share * 10) / 10 : Math.round(share * 10) / 10;
  return (Number.isInteger(near) ? WHOLE.format(near) : ONE.format(near)) + '\u00a0%';
}

/** A duration given in seconds. */
export function age(seconds) {
  if (seconds === null || seconds === undefined) return none;
  const all = Math.max(0, Number(seconds));
  if (all < 1) return Math.round(all * 1000) + '\u00a0ms';
  if (all < 10) return ONE.format(all) + '\u00a0s';
  if (all < 120) return Math.round(all) + '\u00a0s';
  if (all < 7200) return Math.round(all / 60) + '\u00a0min';
  if (all < 172800) return Math.floor(all / 3600) + '\u00a0h ' + Math.round((all % 3600) / 60) + '\u00a0min';
  return Math.round(all / 86400) + '\u00a0days';
}

/** A duration given in milliseconds. */
export function ms(value) {
  if (value === null || value === undefined) return none;
  return value < 1000 ? Math.round(value) + '\u00a0ms' : age(value / 1000);
}

/** Money given in nano-dollars; small sums keep two digits that say something. */
export function usd(nanos) {
  if (nanos === null || nanos === undefined) return none;
  const dollars = Number(nanos) / 1e9;
  if (dollars === 0) return '$0';
  if (dollars >= 0.1) {
    return '$' + dollars.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  }
  const digits = Math.min(9, 1 - Math.floor(Math.log10(dollars)));
  return '$' + dollars.toFixed(digits).replace(/0+$/, '');
}

/** Time of day, here, with the date where it is another day. */
export function time(iso, exact = false) {
  if (!iso) return none;
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return none;
  const two = n => String(n).padStart(2, '0');
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
    + (exact ? '.' + String(at.getMilliseconds()).padStart(3, '0') : '');
  const today = new Date();
  const same = at.toDateString() === today.toDateString();
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return same ? clock : `${day} ${clock}`;
}

/** The day, here. */
export function day(iso) {
  const at = new Date(iso);
  const two = n => String(n).padStart(2, '0');
  return Number.isNaN(at.getTime()) ? none : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** Seconds between two times; null where one is missing. */
export function between(from, to) {
  if (!from || !to) return null;
  return (new Date(to) - new Date(from)) / 1000;
}

/** PROVIDER_TIMEOUT → provider timeout. */
export function words(name) {
  return name ? String(name).toLowerCase().replaceAll('_', ' ') : none;
}
