/**
 * The page of an upload that is being read: looks again and again how far it is, and goes on when it is over.
 * Without this the page loads itself anew.
 */
const PAUSE_MS = 700;

/** @param {HTMLElement} element */
export function connect(element) {
  const path = element.dataset.path ?? '';
  let stopped = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  const look = async () => {
    const answer = await fetch(path, { headers: { Accept: 'application/json' } }).catch(() => null);
    if (stopped) return;
    // When it is over the page leads to the draft or says why there is none; when it is gone, it says so.
    const told = answer?.ok ? await answer.json().catch(() => null) : null;
    if (told?.is_over || answer?.status === 404) location.replace(path);
    else {
      if (told) show(element, told);
      waiting = setTimeout(() => void look(), PAUSE_MS);
    }
  };

  waiting = setTimeout(() => void look(), PAUSE_MS);
  return () => {
    stopped = true;
    clearTimeout(waiting);
  };
}

/** @param {HTMLElement} element @param {{share: number, words: string}} told */
function show(element, told) {
  element.querySelector('.progress-bar')?.setAttribute('aria-label', told.words);
  element.querySelector('.progress-done')?.setAttribute('width', `${told.share}%`);
  element.querySelector('.progress-now')?.setAttribute('x', `${told.share}%`);
  const words = element.querySelector('[data-how-far]');
  if (words && words.textContent !== told.words) words.textContent = told.words;
}
