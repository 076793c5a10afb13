/** The delivery tracker again, as plainly as it can be said: one list, searched from its beginning each time. */

import type { DeliveryState, Missing, Qos, Side } from '../../../src/shared/model';

/** What one end says on a client's wire, or what happens to that wire. */
export type Step =
  | { readonly kind: 'publish'; readonly from: Side; readonly qos: Qos; readonly id: number; readonly payload: string }
  | {
      readonly kind: 'acknowledge';
      readonly from: Side;
      readonly type: 'puback' | 'pubrec' | 'pubrel' | 'pubcomp';
      readonly id: number;
      readonly reason: number;
    }
  | { readonly kind: 'reconnect'; readonly clean: boolean; readonly present: boolean };

interface Known {
  readonly session: number;
  readonly from: Side;
  readonly qos: Qos;
  readonly id: number;
  readonly payload: string;
  state: DeliveryState;
  missing: Missing | null;
  sends: number;
  packets: number;
}

/** One client whose session is always kept; steps in, deliveries out. */
export class ReferenceModel {
  readonly deliveries: Known[] = [];
  private session = 1;

  take(step: Step): void {
    if (step.kind === 'publish') this.publish(step);
    else if (step.kind === 'acknowledge') this.acknowledge(step);
    else if (step.clean || !step.present) {
      for (const delivery of this.deliveries) if (delivery.state === 'open') end(delivery, 'lost');
      this.session++;
    }
  }

  private open(from: Side, id: number): Known | undefined {
    return this.deliveries.find(
      (delivery) =>
        delivery.session === this.session && delivery.from === from && delivery.id === id && delivery.state === 'open',
    );
  }

  private publish({ from, qos, id, payload }: Extract<Step, { kind: 'publish' }>): void {
    const open = qos === 0 ? undefined : this.open(from, id);
    if (open?.qos === qos && open.payload === payload) {
      open.sends++;
      open.packets++;
      if (open.missing === 'PUBREL') open.missing = 'PUBREC';
      return;
    }
    if (open !== undefined) end(open, 'lost');
    const missing = qos === 0 ? null : qos === 1 ? 'PUBACK' : 'PUBREC';
    const state = qos === 0 ? 'complete' : 'open';
    this.deliveries.push({ session: this.session, from, qos, id, payload, state, missing, sends: 1, packets: 1 });
  }

  private acknowledge({ from, type, id, reason }: Extract<Step, { kind: 'acknowledge' }>): void {
    const sender = (from === 'client') === (type === 'pubrel') ? 'client' : 'broker';
    const open = this.open(sender, id);
    if (open === undefined) {
      this.acknowledgeEnded(sender, type, id);
      return;
    }
    open.packets++;
    if (type === 'puback' && open.qos === 1) end(open, reason >= 0x80 ? 'refused' : 'complete');
    if (open.qos !== 2) return;
    if (type === 'pubrec' && reason >= 0x80) end(open, 'refused');
    else if (type === 'pubrec' && open.missing === 'PUBREC') open.missing = 'PUBREL';
    else if (type === 'pubrel') open.missing = 'PUBCOMP';
    else if (type === 'pubcomp' && open.missing === 'PUBCOMP') end(open, 'complete');
  }

  /** It belongs to the last that had the identifier, if that was acknowledged to its end. */
  private acknowledgeEnded(sender: Side, type: string, id: number): void {
    const last = this.deliveries.findLast(
      ({ session, from, id: own, qos }) => session === this.session && from === sender && own === id && qos > 0,
    );
    if (last === undefined || (last.qos === 1) !== (type === 'puback')) return;
    if (last.state === 'complete' || last.state === 'refused') last.packets++;
  }
}

function end(delivery: Known, state: DeliveryState): void {
  delivery.state = state;
  delivery.missing = null;
}
