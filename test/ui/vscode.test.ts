import { VSCodeWindow } from '../support/vscode';

describe('QoScope in VS Code', () => {
  let window: VSCodeWindow;

  before(async function () {
    this.timeout(120_000);
    window = await VSCodeWindow.open({ settings: { 'qoscope.localBroker.port': 0 } });
  });
  after(() => window.close());

  it('shows the local broker in the status bar when it was started from the palette', async () => {
    await window.runCommand('MQTT: Start Local Broker');
    await window.statusBar(/MQTT \d+/).waitFor();
  });

  it('shows the QoS page', async () => {
    await window.runCommand('MQTT: Open QoS Page in Editor');
    await window.webview().getByRole('tab').first().waitFor();
  });
});
