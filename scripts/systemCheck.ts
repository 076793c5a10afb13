/**
 * What the tests need from the system: a browser, the MQTT programs that QoScope is measured against, and tshark.
 * Called first, so that a fresh machine fails, or mends itself, before minutes have passed.
 */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { run } from './programs';

/** One thing that the tests need. */
interface Need {
  readonly what: string;
  readonly debianPackage: string;
  /** A command line that succeeds where it is there. */
  readonly probe: readonly [string, ...string[]];
}

/** Debian's python3-paho-mqtt is seen by Debian's own Python, which need not be the first one on the PATH. */
const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

const NEEDS: readonly Need[] = [
  { what: 'Chromium', debianPackage: 'chromium', probe: ['chromium', '--version'] },
  { what: 'the mosquitto broker', debianPackage: 'mosquitto', probe: ['mosquitto', '-h'] },
  { what: 'mosquitto_pub and mosquitto_sub', debianPackage: 'mosquitto-clients', probe: ['mosquitto_pub', '--help'] },
  { what: 'paho-mqtt for Python', debianPackage: 'python3-paho-mqtt', probe: [PYTHON, '-c', 'import paho.mqtt'] },
  { what: 'tshark', debianPackage: 'tshark', probe: ['tshark', '--version'] },
];

/**
 * Resolves when everything is there. As root on Debian it installs what is missing; elsewhere it rejects with what is
 * missing and how to get it.
 */
export async function checkSystem(): Promise<void> {
  const missing = NEEDS.filter((need) => !present(need));
  if (missing.length === 0) return;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) await installFromDebian(missing);
  const still = missing.filter((need) => !present(need));
  if (still.length > 0) throw new Error(explain(still));
}

/** mosquitto and its programs answer a question for help with a status of their own: being there is enough. */
function present({ probe: [command, ...args] }: Need): boolean {
  const { error, status } = spawnSync(command, args, { stdio: 'ignore' });
  return error === undefined && (status === 0 || command.startsWith('mosquitto'));
}

async function installFromDebian(missing: readonly Need[]): Promise<void> {
  const packages = missing.map((need) => need.debianPackage);
  console.log(`Installing from Debian: ${packages.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { env });
  await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...packages], { env });
}

function explain(missing: readonly Need[]): string {
  return [
    'The tests need programs that are not here:',
    ...missing.map((need) => `  ${need.what} (Debian package ${need.debianPackage})`),
    `On Debian and Ubuntu: sudo apt-get install ${missing.map((need) => need.debianPackage).join(' ')}`,
    'On macOS: brew install mosquitto wireshark, brew install --cask chromium, pip3 install "paho-mqtt<2"',
  ].join('\n');
}
