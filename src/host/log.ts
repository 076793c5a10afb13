/** Where the host writes what no person is waiting for. */

/** The part of an output channel that the host's classes need: a test hands in a plain object. */
export interface Log {
  error(error: string | Error): void;
  warn(message: string): void;
  info(message: string): void;
}

/** Hands a promise's failure to the log: for work that nobody waits for. */
export function reportTo(log: Log, work: PromiseLike<unknown>): void {
  work.then(undefined, (cause: unknown) => {
    log.error(cause instanceof Error ? cause : new Error(String(cause), { cause }));
  });
}
