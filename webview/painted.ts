/** When the browser has drawn what stands in the document now. */

/** Resolves after the next frame: what begins then holds nothing up that a person waits for. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
  });
}
