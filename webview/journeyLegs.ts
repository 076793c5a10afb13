/** The deliveries of one message with their packets, pulled only as far as they changed. */

import type { DeliveryDetail } from '../src/shared/engineApi';
import type { Delivery } from '../src/shared/model';
import type { Leg } from './ladder/ladderLayout';
import type { Pull } from './pulls';

/** How many branches are drawn at first, and how many more each time the person asks. */
export const LEGS_STEP = 8;

/** What tells that a delivery is to be read again. */
const SHOWN = ['packets', 'state', 'findings'] as const;

/** Pulls the packets of a journey's deliveries and keeps those of deliveries that did not change. */
export class JourneyLegs {
  private readonly known = new Map<number, Leg>();

  constructor(private readonly pull: Pull) {}

  /** The legs to draw: the origin, the chosen delivery and branches in their order, at most `most` branches. */
  async of(trace: number, detail: DeliveryDetail, most: number): Promise<readonly Leg[]> {
    const { delivery, packets } = detail;
    this.known.set(delivery.n, { delivery, packets });
    const drawn = legsOf(detail).filter((leg, i) => isDrawn(leg, i, detail, most));
    return Promise.all(drawn.map((wanted) => this.leg(trace, wanted)));
  }

  /** Forgets all packets: another journey is shown. */
  reset(): void {
    this.known.clear();
  }

  private async leg(trace: number, wanted: Delivery): Promise<Leg> {
    const known = this.known.get(wanted.n);
    if (known !== undefined && SHOWN.every((fact) => known.delivery[fact] === wanted[fact])) return known;
    const { delivery, packets } = await this.pull('trace.delivery', { trace, delivery: wanted.n });
    const leg = { delivery, packets };
    this.known.set(wanted.n, leg);
    return leg;
  }
}

/** All deliveries of the message, the publisher's first; only the chosen one where no journey is known. */
export function legsOf({ delivery, journey }: DeliveryDetail): readonly Delivery[] {
  if (journey === null) return [delivery];
  return [...(journey.origin === null ? [] : [journey.origin]), ...journey.branches];
}

function isDrawn(leg: Delivery, place: number, detail: DeliveryDetail, most: number): boolean {
  const branch = detail.journey?.origin === null || detail.journey === null ? place : place - 1;
  return branch < most || leg.n === detail.delivery.n;
}
