/** Effective QoS as it was seen, counted beside the rule: nine cells, by published then granted QoS. */

import { effectiveQos, QOS_LEVELS, type MatrixCell, type Qos } from '../../shared/model';

/** Counts deliveries to subscribers of which both QoS are known. */
export class EffectiveQosMatrix {
  private readonly observed = new Float64Array(27);
  /** By cell; 0 for none. */
  private readonly disagreements = new Float64Array(9);

  /** Counts a delivery, begun at `qos`, of a message published and granted at these. */
  add(published: Qos, granted: Qos, qos: Qos, delivery: number): void {
    const cell = published * 3 + granted;
    this.observed[cell * 3 + qos] = (this.observed[cell * 3 + qos] ?? 0) + 1;
    // 3.8.4-8 (3.1.1: 3.8.4-6)
    if (qos !== effectiveQos(published, granted)) this.disagreements[cell] = delivery;
  }

  /** Begins again from nothing. */
  clear(): void {
    this.observed.fill(0);
    this.disagreements.fill(0);
  }

  /** The nine cells. */
  cells(): MatrixCell[] {
    return QOS_LEVELS.flatMap((published) => QOS_LEVELS.map((granted) => this.cell(published, granted)));
  }

  private cell(published: Qos, granted: Qos): MatrixCell {
    const cell = published * 3 + granted;
    const [at0 = 0, at1 = 0, at2 = 0] = this.observed.subarray(cell * 3, cell * 3 + 3);
    return {
      published,
      granted,
      predicted: effectiveQos(published, granted),
      observed: [at0, at1, at2],
      disagreement: (this.disagreements[cell] ?? 0) === 0 ? null : (this.disagreements[cell] ?? null),
    };
  }
}
