/**
 * Commands can be called by a script or a key binding with an object of arguments, and then ask nothing that it answers:
 * `executeCommand('qoscope.publishSelection', { qos: 2, topic: 'a/b' })`. Errors then go to the caller.
 */

import { isQos, type Qos } from '../../shared/model';

/** The arguments of a scripted call, each read with its type; one of the wrong type throws. */
export class Scripted {
  constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  /** A text, or undefined where there is none. */
  text(name: string): string | undefined {
    return this.read(name, 'a text', (value): value is string => typeof value === 'string');
  }

  /** A whole number from 0 to `maximum`. */
  whole(name: string, maximum: number): number | undefined {
    return this.read(name, `a whole number from 0 to ${maximum}`, (value): value is number => isWhole(value, maximum));
  }

  /** True or false. */
  flag(name: string): boolean | undefined {
    return this.read(name, 'true or false', (value): value is boolean => typeof value === 'boolean');
  }

  /** A level of QoS. */
  qos(name = 'qos'): Qos | undefined {
    return this.read(name, '0, 1 or 2', isQos);
  }

  private read<Value>(name: string, wanted: string, check: (value: unknown) => value is Value): Value | undefined {
    const value = this.values[name];
    if (value === undefined) return undefined;
    if (!check(value)) throw new TypeError(`The argument "${name}" must be ${wanted}.`);
    return value;
  }
}

/** The arguments of a scripted call; null where VS Code called: with a row, an address, a number, or nothing. */
export function scripted(argument: unknown): Scripted | null {
  if (typeof argument !== 'object' || argument === null) return null;
  if (Object.getPrototypeOf(argument) !== Object.prototype) return null;
  return new Scripted(argument as Record<string, unknown>);
}

function isWhole(value: unknown, maximum: number): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= maximum;
}
