/** What Chromium says of a page's process, over its own protocol. */

import type { CDPSession, Frame, Page } from 'playwright-core';

/** A page's process. */
export class Renderer {
  private constructor(private readonly session: CDPSession) {}

  /** Attaches to a page, or to a frame that has a process of its own. @throws Error where it has none */
  static async of(page: Page | Frame): Promise<Renderer> {
    const context = 'page' in page ? page.page().context() : page.context();
    const session = await context.newCDPSession(page);
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
