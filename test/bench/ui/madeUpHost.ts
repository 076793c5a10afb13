/**
 * The page's host in a frame around it, as VS Code's window stands around a webview: of another site, so that Chromium
 * gives the page a process of its own, and so that messages pass between the two as VS Code's do. This script runs in
 * the outer frame; `framedPage.ts` opens it.
 */

import { firstRowsWanted, type PanelRequests } from '../../../src/shared/panelApi';
import { RpcEndpoint, type Handlers, type MessagePipe } from '../../../src/shared/rpc';
import { traceAnswers } from '../../ui/support/fakeAnswers';
import { delivery, FakeTrace } from '../../ui/support/fakeTrace';
import { UNUSED_PAGE, type HostProtocol } from '../../ui/support/pagePipe';

/** What the benchmark asks of the host. */
export interface MadeUpHost {
  /** Opens the page of that address on a trace with so many deliveries. */
  open(address: string, deliveries: number): void;
  /** Lets the trace grow by so many packets in a second from now on, told of 20 times a second; returns nothing. */
  load(packetsPerSecond: number): void;
  /** How many events and answers the page was sent. */
  sent(): { readonly events: number; readonly answers: number };
}

/** As the engine tells of a trace: 20 times a second. */
const EVENTS_PER_SECOND = 20;
/** Half QoS 1, half QoS 2. */
const PACKETS_PER_DELIVERY = 3;

const trace = new FakeTrace((n) => delivery(n, { topic: `sensors/${n}`, qos: n % 2 === 0 ? 1 : 2 }));
const frame = document.createElement('iframe');
const sent = { events: 0, answers: 0 };
const nothing = (): void => undefined;

const pipe: MessagePipe = {
  post: (message) => {
    sent.answers++;
    frame.contentWindow?.postMessage(message, '*');
  },
  listen: (listener) => {
    const hear = (event: MessageEvent<unknown>): void => {
      if (event.source === frame.contentWindow) listener(event.data);
    };
    window.addEventListener('message', hear);
    return () => window.removeEventListener('message', hear);
  },
};

const handlers: Handlers<PanelRequests> = {
  ready: () => ({
    ...UNUSED_PAGE,
    trace: 1,
    counts: trace.counts(),
    broker: {
      running: true,
      address: { host: '127.0.0.1', port: 1883 },
      doors: [{ transport: 'tcp', host: '127.0.0.1', port: 1883 }],
      clients: 5,
    },
  }),
  firstRows: () => {
    const wanted = firstRowsWanted(1, UNUSED_PAGE);
    return wanted === null ? null : { wanted, page: trace.rows(wanted) };
  },
  remember: nothing,
  run: nothing,
  openMessage: nothing,
  saveFilters: nothing,
  copy: nothing,
  savePicture: nothing,
  exportTrace: nothing,
  revealInTree: nothing,
  ...traceAnswers(trace),
};

const endpoint = new RpcEndpoint<HostProtocol>(pipe, handlers, (error) => {
  throw error;
});

const host: MadeUpHost = {
  open(address, deliveries) {
    trace.grow(deliveries);
    frame.src = address;
    document.body.append(frame);
  },
  load(packetsPerSecond) {
    const growth = Math.round(packetsPerSecond / PACKETS_PER_DELIVERY / EVENTS_PER_SECOND);
    setInterval(() => {
      trace.grow(growth);
      sent.events++;
      endpoint.send('traceChanged', trace.counts());
    }, 1000 / EVENTS_PER_SECOND);
  },
  sent: () => ({ events: sent.events, answers: sent.answers - sent.events }),
};

Object.assign(window, { host });
