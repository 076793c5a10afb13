/**
 * The toolkit waits for the window's `load` before it reads the theme's colours and listens for their change. Where it
 * is taken in later than that, it would wait for ever and keep the colours of a dark theme. Here its one listener is
 * caught, to be called as soon as the toolkit is there.
 *
 * Import this before the toolkit.
 */

let caught: EventListener | null = null;

if (document.readyState === 'complete') {
  window.addEventListener = (...[type, listener, options]: Parameters<EventTarget['addEventListener']>): void => {
    if (type === 'load' && typeof listener === 'function') {
      Reflect.deleteProperty(window, 'addEventListener'); // it comes once
      caught = listener;
    } else EventTarget.prototype.addEventListener.call(window, type, listener, options);
  };
}

/** Tells the toolkit that the page has loaded; without effect where it hears that by itself. */
export function tellLoaded(): void {
  caught?.(new Event('load'));
  caught = null;
}
