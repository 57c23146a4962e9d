/**
 * The summary on top of a form that came back gets the focus; a link in it leads into the field.
 *
 * @param {HTMLElement} element
 */
export function connect(element) {
  element.focus();
  element.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    event.preventDefault();
    const field = target.matches('input, select, textarea') ? target : target.querySelector('input, select, textarea');
    target.scrollIntoView({ block: 'center' });
    if (field instanceof HTMLElement) field.focus({ preventScroll: true });
  });
}
