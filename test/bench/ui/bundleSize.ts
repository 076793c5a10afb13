/** The size of the page as it ships. */

import { bundlePage } from '../../ui/support/pageServer';

/** Bytes, minified. */
export interface BundleSize {
  readonly script: number;
  readonly style: number;
}

/** Bundles and minifies the page, and weighs it. */
export async function bundleSize(): Promise<BundleSize> {
  const outputFiles = await bundlePage(true);
  const sizeOf = (ending: string): number =>
    outputFiles.filter(({ path }) => path.endsWith(ending)).reduce((sum, { contents }) => sum + contents.length, 0);
  return { script: sizeOf('.js'), style: sizeOf('.css') };
}
