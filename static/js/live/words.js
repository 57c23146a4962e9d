/** Sentences and times. Pure. */

/** Fills "%(name)s". @param {string} template @param {Record<string, unknown>} values */
export function fill(template, values) {
  return template.replace(/%\((\w+)\)s/g, (_, name) => String(values[name] ?? ''));
}

/** Times and days in the walk's zone, in the reader's language. @param {string} locale @param {string} zone */
export function clockOf(locale, zone) {
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone });
  const day = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', timeZone: zone });
  const date = new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: zone });
  return {
    /** "9:30" @param {Date} at */
    time(at) {
      const parts = Object.fromEntries(time.formatToParts(at).map((part) => [part.type, part.value]));
      return `${Number(parts.hour)}:${parts.minute}`;
    },
    /** "Thu 14 May" @param {Date} at */
    day(at) {
      const parts = Object.fromEntries(day.formatToParts(at).map((part) => [part.type, part.value]));
      return `${parts.weekday} ${parts.day} ${parts.month}`;
    },
    /** "2026-05-14" @param {Date} at */
    date(at) {
      return date.format(at);
    },
  };
}

const ICONS = {
  coming: 'circle', on_my_way: 'footprints', running_late: 'clock', here: 'circle-check', walking: 'footprints',
  resting: 'armchair', left_early: 'undo-2', heading_home: 'navigation', home_safe: 'house', not_coming: 'x', needs_help: 'life-buoy',
};
const TONES = { here: 'ok', walking: 'ok', home_safe: 'ok', running_late: 'careful', resting: 'careful', needs_help: 'bad' };

/**
 * What the log says of an entry that is no message: {kind: 'event' | 'note', text, icon, tone}.
 * @param {import('./timeline.js').Shown} entry @param {any} words
 */
export function sentenceOf(entry, words) {
  const by = entry.author?.name ?? '';
  if (entry.kind === 'notice') return { kind: 'note', text: entry.body ?? '', icon: 'megaphone', tone: 'info' };
  if (entry.kind === 'headcount') {
    const values = { name: by, counted: entry.body, register: entry.register ?? '?' };
    return { kind: 'event', text: fill(words.counted[entry.moment ?? 'start'], values), icon: 'users', tone: '' };
  }
  const name = entry.person?.name ?? by;
  if (entry.deleted) return { kind: 'event', text: fill(words.taken_back, { name }), icon: 'rotate-ccw', tone: '' };
  const state = /** @type {keyof typeof ICONS} */ (entry.body);
  let text = fill(words.check_ins[state] ?? '', { name });
  if (state === 'running_late' && entry.minutes) text = fill(words.late, { name, minutes: entry.minutes });
  if (state === 'resting' && entry.seat) text = fill(words.rests_at, { name, seat: entry.seat });
  if (entry.person) text = fill(words.noted_by, { sentence: text, by });
  const isNote = (state === 'resting' || state === 'needs_help') && !entry.late;
  return { kind: isNote ? 'note' : 'event', text, icon: ICONS[state] ?? 'circle', tone: TONES[/** @type {keyof typeof TONES} */ (state)] ?? '' };
}
