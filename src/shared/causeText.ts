/** What an error of somebody else's says. */

/** The message of whatever was thrown, for the place `{cause}` of a sentence. */
export function causeText(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
