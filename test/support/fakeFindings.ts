/** An engine without a thread, for the view Findings: as many findings as a test wants. */

import { EventEmitter } from 'vscode';
import type { FindingsEngine } from '../../src/host/views/findingsTree';
import { LIVE_TRACE, type EngineRequests, type FindingsPage, type TraceCounts } from '../../src/shared/engineApi';
import { FINDING_RULES, findingSentence, type FindingKind } from '../../src/shared/findingRules';
import type { Finding, FindingGroup } from '../../src/shared/model';

/** A finding of that kind with that number. */
function findingNumber(n: number, kind: FindingKind, changes: Partial<Finding> = {}): Finding {
  const { mqtt5, severity } = FINDING_RULES[kind];
  return {
    n,
    kind,
    rule: mqtt5 ?? kind,
    severity,
    time: n,
    packet: n,
    from: 'client',
    wire: 1,
    delivery: n,
    client: 'app',
    broker: 'local',
    topic: 'sensors/t',
    sentence: { code: findingSentence(kind), args: { id: 7 } },
    ...changes,
  };
}

/** Answers `trace.findings` as the engine does: newest first, groups with errors first. */
export class FakeFindings implements FindingsEngine {
  /** What was asked for: kind, before, limit. */
  readonly asked: [FindingKind | null, number | null, number][] = [];
  /** How many of each group are kept no more. */
  dropped = 0;
  inFlight = 0;
  private readonly emitter = new EventEmitter<TraceCounts>();
  private readonly problems = new EventEmitter<unknown>();
  private findings: readonly Finding[] = [];
  readonly onDidChangeTrace = this.emitter.event;
  readonly onDidChangeProblem = this.problems.event;

  /** So many more of that kind have been found. */
  add(kind: FindingKind, count: number, changes: Partial<Finding> = {}): void {
    const newest = this.findings.length;
    const found = Array.from({ length: count }, (_, i) => findingNumber(newest + i + 1, kind, changes));
    this.findings = [...this.findings, ...found];
  }

  /** The trace was cleared. */
  clear(): void {
    this.findings = [];
  }

  get counts(): TraceCounts {
    const of = (severity: Finding['severity']): number =>
      this.findings.filter((finding) => finding.severity === severity).length;
    return {
      trace: LIVE_TRACE,
      version: this.findings.length,
      startedAt: 0,
      packets: 0,
      deliveries: 0,
      inFlight: this.inFlight,
      subscriptions: 0,
      dropped: 0,
      bytes: 0,
      paused: false,
      findings: { error: of('error'), pitfall: of('pitfall') },
    };
  }

  /** Tells the view that there is something new. */
  tell(): void {
    this.emitter.fire(this.counts);
  }

  request<Name extends keyof EngineRequests>(
    name: Name,
    params: EngineRequests[Name]['params'],
  ): Promise<EngineRequests[Name]['result']> {
    if (name !== 'trace.findings') throw new Error(`The view is not expected to ask for ${name}.`);
    const { kind, before, limit } = params as EngineRequests['trace.findings']['params'];
    this.asked.push([kind, before, limit]);
    return Promise.resolve(this.page(kind, before ?? Infinity, limit) as EngineRequests[Name]['result']);
  }

  private page(kind: FindingKind | null, before: number, limit: number): FindingsPage {
    const suiting = this.findings.filter((finding) => finding.n < before && (kind === null || finding.kind === kind));
    const rows = suiting.reverse().slice(0, limit);
    return { rows, groups: this.groups(), more: suiting.length > limit, version: 0, now: 0 };
  }

  private groups(): readonly FindingGroup[] {
    const groups = new Map<string, FindingGroup>();
    for (const { kind, rule, severity, n } of this.findings) {
      const count = (groups.get(`${kind}${rule}`)?.count ?? 0) + 1;
      groups.set(`${kind}${rule}`, { kind, rule, severity, count, dropped: this.dropped, latest: n });
    }
    const rank = ({ severity, latest }: FindingGroup): number => (severity === 'error' ? 1e9 : 0) + latest;
    return [...groups.values()].sort((a, b) => rank(b) - rank(a));
  }
}
