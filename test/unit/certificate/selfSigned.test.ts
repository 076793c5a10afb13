import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';

import { selfSigned, VALID_DAYS } from '../../../src/engine/certificate/selfSigned';

const HOSTS = ['localhost', '127.0.0.1', '::1', 'broker.example', '2001:db8::ffff:192.0.2.1', '1:2:3:4:5:6:7:8', '::'];
const NOW = new Date('2026-11-23T12:00:00Z');

describe('selfSigned', () => {
  const made = selfSigned('QoScope test', HOSTS, NOW);
  const certificate = new X509Certificate(made.certificate);

  it('signs itself, with the key that it gives', () => {
    assert.ok(certificate.verify(certificate.publicKey));
    assert.ok(certificate.checkIssued(certificate));
    assert.ok(certificate.checkPrivateKey(createPrivateKey(made.key)));
    assert.equal(certificate.subject, 'CN=QoScope test');
  });

  it('is for these names and addresses and no others', () => {
    assert.equal(certificate.checkHost('localhost'), 'localhost');
    assert.equal(certificate.checkHost('broker.example'), 'broker.example');
    for (const address of ['127.0.0.1', '::1', '2001:db8::ffff:c000:201', '1:2:3:4:5:6:7:8', '::']) {
      assert.ok(certificate.checkIP(address), address);
    }
    assert.equal(certificate.checkHost('other.example'), undefined);
    assert.equal(certificate.checkIP('127.0.0.2'), undefined);
    assert.equal(certificate.checkIP('::2'), undefined);
  });

  it('is no authority: who trusts it trusts nothing else', () => {
    assert.equal(certificate.ca, false);
    assert.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.1'], 'for servers');
  });

  it('is valid from a day before on, as long as it says', () => {
    assert.equal(new Date(certificate.validFrom).toISOString(), '2026-11-22T12:00:00.000Z');
    const days = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / 86_400_000;
    assert.equal(days, VALID_DAYS);
  });

  it('never comes twice', () => {
    const other = new X509Certificate(selfSigned('QoScope test', HOSTS, NOW).certificate);
    assert.notEqual(other.serialNumber, certificate.serialNumber);
    assert.equal(certificate.serialNumber.length, 32);
  });
});
