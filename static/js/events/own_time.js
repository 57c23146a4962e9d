/**
 * "9:30 in Vaduz, 10:30 for you": shown only where the viewer's clock shows another time.
 *
 * @param {HTMLElement} element
 */
export function connect(element) {
  const { instant, zone, words } = element.dataset;
  if (!instant || !zone || !words) return;
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const there = clockAt(instant, zone);
  const here = clockAt(instant, own);
  if (!there || !here || there === here) return;
  element.textContent = words.replace('{own}', here.split(' ')[1] ?? here);
  element.hidden = false;
}

/**
 * The day and time that the clock of `zone` shows at `instant`, such as "14 9:30".
 *
 * @param {string} instant
 * @param {string} zone
 */
export function clockAt(instant, zone) {
  const when = new Date(instant);
  if (Number.isNaN(when.getTime())) return null;
  try {
    const parts = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      day: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      hourCycle: 'h23',
    }).formatToParts(when);
    /** @param {string} type */
    const value = (type) => parts.find((part) => part.type === type)?.value ?? '';
    return `${value('day')} ${Number(value('hour'))}:${value('minute')}`;
  } catch {
    return null;
  }
}
