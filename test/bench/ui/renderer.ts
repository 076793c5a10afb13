/** What Chromium says of a page's process, over its own protocol. */

import type { CDPSession, Page } from 'playwright-core';

/** A page's process. */
export class Renderer {
  private constructor(private readonly session: CDPSession) {}

  /** Attaches to a page. */
  static async of(page: Page): Promise<Renderer> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new Renderer(session);
  }

  /** Bytes of JavaScript's heap in use, after a garbage collection. */
  async heap(): Promise<number> {
    await this.session.send('HeapProfiler.collectGarbage');
    return (await this.session.send('Runtime.getHeapUsage')).usedSize;
  }

  /** Seconds of processor time that the main thread has used since the page began: scripts, styles, layout, painting. */
  async busySeconds(): Promise<number> {
    const { metrics } = await this.session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
  }
}
