/**
 * Stops a form from being sent twice and says that it is on its way: the button keeps its width, takes the word of
 * data-busy ("Saving…") and is marked aria-disabled. Coming back to the page (Back, bfcache) frees it again.
 *
 * @param {Document} page
 */
export function guardAgainstDoubleTaps(page) {
  /** @type {Set<HTMLFormElement>} */
  const onTheirWay = new Set();

  page.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method === 'get' || form.target) return;
    if (onTheirWay.has(form)) {
      event.preventDefault();
      return;
    }
    const button = event.submitter;
    // Others may still stop the submit (sent by script, a question first): look after they had their turn.
    queueMicrotask(() => {
      if (event.defaultPrevented) return;
      onTheirWay.add(form);
      if (button instanceof HTMLButtonElement) markBusy(button);
    });
  });

  addEventListener('pageshow', () => {
    for (const form of onTheirWay) for (const button of form.querySelectorAll('button')) markFree(button);
    for (const button of page.querySelectorAll('button[data-words]')) if (button instanceof HTMLButtonElement) markFree(button);
    onTheirWay.clear();
  });
}

/** Also for modules that send by fetch. @param {HTMLButtonElement} button */
export function markBusy(button) {
  button.style.minWidth = `${button.offsetWidth}px`;
  button.setAttribute('aria-disabled', 'true');
  const words = button.querySelector('.button-label');
  if (!words || !button.dataset.busy) return;
  button.dataset.words = words.textContent ?? '';
  words.textContent = button.dataset.busy;
}

/** @param {HTMLButtonElement} button */
export function markFree(button) {
  button.style.minWidth = '';
  button.removeAttribute('aria-disabled');
  const words = button.querySelector('.button-label');
  if (words && button.dataset.words !== undefined) words.textContent = button.dataset.words;
  delete button.dataset.words;
}
