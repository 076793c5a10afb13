import assert from 'node:assert/strict';
import { Uri } from 'vscode';
import { forwardedAs } from '../../src/host/broker/remote';

describe('The forwarded address of the local broker', () => {
  it('carries MQTT where VS Code gives a port of the machine in front of the person', () => {
    assert.deepEqual(forwardedAs(Uri.parse('http://127.0.0.1:45678/')), { address: '127.0.0.1:45678', tcp: true });
    assert.deepEqual(forwardedAs(Uri.parse('http://localhost:1884')), { address: 'localhost:1884', tcp: true });
  });

  it('does not where VS Code forwards web pages alone', () => {
    assert.equal(forwardedAs(Uri.parse('http://127.0.0.1:8080/proxy/1883/')).tcp, false);
    assert.equal(forwardedAs(Uri.parse('https://name-1883.forward.example/')).tcp, false);
  });
});
