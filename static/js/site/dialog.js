/**
 * One question before what cannot be undone. The page has a link or button with aria-controls="<id>" (without JavaScript
 * the link leads to a page that asks the same); this opens the <dialog id>. Escape and "No" close it, the focus returns.
 *
 * @param {HTMLElement} element the <dialog>
 */
export function connect(element) {
  const dialog = /** @type {HTMLDialogElement} */ (element);
  if (typeof dialog.showModal !== 'function') return;

  document.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target.closest('[data-opens]') : null;
    if (!(target instanceof HTMLElement) || target.dataset.opens !== dialog.id) return;
    event.preventDefault();
    dialog.showModal();
    dialog.addEventListener('close', () => target.focus(), { once: true });
  });
  dialog.addEventListener('click', (event) => {
    const outside = event.target === dialog;
    const asked = event.target instanceof Element && event.target.closest('[data-closes]');
    if (outside || asked) dialog.close();
  });
}
