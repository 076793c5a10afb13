/** The size of the page as it ships. */

import { build } from 'esbuild';

import { PROJECT } from '../../../scripts/paths';

/** Bytes, minified. */
export interface BundleSize {
  readonly script: number;
  readonly style: number;
}

/** Bundles and minifies the page the way esbuild.js does, and weighs it. */
export async function bundleSize(): Promise<BundleSize> {
  const { outputFiles } = await build({
    absWorkingDir: PROJECT,
    entryPoints: { page: 'webview/main.ts', style: 'webview/styles/page.css' },
    outdir: '/',
    bundle: true,
    minify: true,
    write: false,
    legalComments: 'none',
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    external: ['*.ttf'],
  });
  const sizeOf = (ending: string): number =>
    outputFiles.filter(({ path }) => path.endsWith(ending)).reduce((sum, { contents }) => sum + contents.length, 0);
  return { script: sizeOf('.js'), style: sizeOf('.css') };
}
