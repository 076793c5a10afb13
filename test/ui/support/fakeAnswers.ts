/** What a made-up trace answers to the page's requests for rows, wherever its host runs. */

import type { PanelRequests } from '../../../src/shared/panelApi';
import { packetOf } from './fakePackets';
import type { FakeTrace } from './fakeTrace';

/** An answer for each request for rows. */
export type TraceAnswers = {
  readonly [Name in Extract<keyof PanelRequests, `trace.${string}`>]: (
    params: PanelRequests[Name]['params'],
  ) => PanelRequests[Name]['result'];
};

/** The answers of that trace. */
export function traceAnswers(trace: FakeTrace): TraceAnswers {
  return {
    'trace.counts': () => trace.counts(),
    'trace.deliveries': ({ before, limit }) => trace.deliveries(before, limit),
    'trace.delivery': ({ delivery }) => trace.detail(delivery),
    'trace.packet': ({ packet }) => packetOf(packet, trace.listed()),
    'trace.sessions': () => trace.sessionPage(),
    'trace.inFlight': ({ limit }) => trace.inFlight(limit),
    'trace.matrix': () => trace.matrix(),
    'trace.rows': (wanted) => trace.rows(wanted),
    'trace.flows': () => trace.flowPage(),
    'trace.rates': ({ steps }) => trace.rates(steps),
    'trace.findings': ({ delivery }) => {
      const page = trace.findingsPage();
      return { ...page, rows: page.rows.filter((finding) => finding.delivery === (delivery ?? finding.delivery)) };
    },
  };
}
