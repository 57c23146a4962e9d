/**
 * What a number of pain is called. The words come translated from the page, in this order: none, mild, moderate, strong,
 * severe (design-brief.md 5: 0 None, 1-3 Mild, 4-5 Moderate, 6-7 Strong, 8-10 Severe).
 *
 * @param {number} pain 0 to 10
 * @param {string[]} words
 */
export function wordFor(pain, words) {
  const place = pain === 0 ? 0 : pain <= 3 ? 1 : pain <= 5 ? 2 : pain <= 7 ? 3 : 4;
  return words[place] ?? '';
}

/**
 * The next answer when minus or plus is pressed. Not answered yet: minus says 0, plus says 1, so that a number is only
 * ever the person's own.
 *
 * @param {number | null} pain @param {number} direction
 */
export function stepped(pain, direction) {
  if (pain === null) return direction > 0 ? 1 : 0;
  return Math.min(10, Math.max(0, pain + direction));
}
