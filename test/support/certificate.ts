/** A certificate for this machine in a folder that goes with the test, as the command makes it. */

import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { makeCertificate } from '../../src/engine/certificate/makeCertificate';
import type { CertificateFiles } from '../../src/shared/transports';

/** Remove it. */
export class TestCertificate {
  private constructor(
    /** The folder that both files lie in. */
    readonly directory: string,
    readonly files: CertificateFiles,
  ) {}

  /** Makes it for this machine and `hosts`. */
  static async make(...hosts: readonly string[]): Promise<TestCertificate> {
    const directory = await mkdtemp(path.join(tmpdir(), 'qoscope-certificate-'));
    return new TestCertificate(directory, await makeCertificate(directory, hosts));
  }

  /** As PEM: what a client needs to trust the broker. */
  get authority(): string {
    return readFileSync(this.files.certificate, 'utf8');
  }

  /** Deletes the folder. */
  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true });
  }
}
