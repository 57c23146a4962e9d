/**
 * "Copy the address": copies, and says so on the button and to screen readers.
 *
 * @param {HTMLElement} element
 */
export function connect(element) {
  const source = element.querySelector('[data-copy]');
  const button = element.querySelector('button');
  const state = element.querySelector('[role="status"]');
  if (!source || !button || !state) return;
  button.hidden = false;

  button.addEventListener('click', async () => {
    const text = source.textContent?.trim() ?? '';
    try {
      await navigator.clipboard.writeText(text);
      state.textContent = element.dataset.copied ?? '';
    } catch {
      // Refused or an old browser: select it, so that the person's own "copy" works.
      const range = document.createRange();
      range.selectNodeContents(source);
      getSelection()?.removeAllRanges();
      getSelection()?.addRange(range);
      state.textContent = element.dataset.selected ?? '';
    }
  });
}
