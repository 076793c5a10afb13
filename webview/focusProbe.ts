/**
 * The toolkit asks at its loading whether the browser knows `:focus-visible`, by a style element without a nonce. The
 * page's content security policy rightly blocks that; the toolkit then takes it for a no and draws focus rings on
 * every click. Here the one question gets its answer from a constructed style sheet, which the policy allows.
 *
 * Import this before the toolkit.
 */

const head = document.head;

/** Takes the probe in place of the head, and lets it go again; every other call goes its usual way. */
function answerProbe<Added extends Node>(node: Added): Added {
  Reflect.deleteProperty(head, 'appendChild'); // the question comes once, and first
  if (!(node instanceof HTMLStyleElement)) return head.appendChild(node);
  Object.defineProperty(node, 'sheet', { value: new CSSStyleSheet() });
  head.removeChild = <Removed extends Node>(removed: Removed): Removed => {
    Reflect.deleteProperty(head, 'removeChild');
    return removed === (node as Node) ? removed : head.removeChild(removed);
  };
  return node;
}

head.appendChild = answerProbe;
