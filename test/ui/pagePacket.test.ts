/** The page alone in a browser, with a made-up host: the ladder walked and saved, a packet taken apart. */

import assert from 'node:assert/strict';

import type { Locator } from 'playwright-core';

import type { Finding } from '../../src/shared/model';
import { violations } from './support/axe';
import { packetsOf, type FakeTrace } from './support/fakeTrace';
import { usePage } from './support/pageFixture';
import { factoryScene } from './support/scene';
import { THEMES, type ThemeName } from './support/themes';

describe('a packet on the QoS page', function () {
  this.timeout(30_000);
  const at = usePage();

  const ladder = (): Locator => at.detail().getByRole('listbox');
  const packet = (): Locator => at.page.locator('.packet');
  const tree = (): Locator => packet().getByRole('tree');
  const marked = (): Promise<string> =>
    packet()
      .locator('.hex-codes .marked')
      .allTextContents()
      .then((texts) => texts.join(' '));

  const numberOf = (trace: FakeTrace, delivery: number, place: number): number =>
    packetsOf(trace.row(delivery))[place]?.n ?? 0;

  /** A packet of a delivery in the ladder, by its place among the delivery's. */
  const arrow = (trace: FakeTrace, delivery: number, place: number): Locator =>
    at.detail().locator(`.ladder [data-packet="${numberOf(trace, delivery, place)}"]`);

  /** Opens a delivery's detail. */
  async function open(trace: FakeTrace, delivery: number): Promise<void> {
    await at.open(trace);
    await at.page.setViewportSize({ width: 1300, height: 800 });
    await at.row(delivery).click();
    await at.detail().locator('.ladder').waitFor();
  }

  /** Findings about the first packet of delivery 3. */
  function withFinding(): FakeTrace {
    const trace = factoryScene();
    trace.set({ ...trace.row(3), findings: 1 });
    const about = { n: 1, time: 1001, packet: numberOf(trace, 3, 0), from: 'broker', wire: 1, delivery: 3 } as const;
    const named = { client: 'dash', broker: 'local', topic: 'factory/m001/command' };
    const finding: Finding = {
      ...about,
      ...named,
      kind: 'dupOnFirst',
      rule: '3.3.1-3',
      severity: 'error',
      sentence: { code: 'finding.dupOnQos0', args: {} },
    };
    trace.findings = [finding, { ...finding, n: 2, delivery: 9, packet: 1 }];
    return trace;
  }

  it('is preceded by what was found, which leads to the side panel; a page without findings is quiet', async () => {
    await open(factoryScene(), 3);
    assert.equal(await at.page.locator('.bar-findings').isVisible(), false);
    await open(withFinding(), 3);
    await at.page.getByRole('button', { name: '2 findings' }).click();
    await at.until(() => at.host.last('run')?.command === 'qoscope.findings.focus');
  });

  describe('in the ladder', () => {
    it('is walked by arrows, named for a screen reader, and shows its details', async () => {
      await open(factoryScene(), 3);
      await ladder().focus();
      await at.page.keyboard.press('ArrowDown');
      await packet().getByText('PUBLISH · 144 B · ctrl → broker').waitFor();
      await tree().getByText('Topic Name').waitFor();
      const first = at.detail().getByRole('option', { name: 'PUBLISH 12 · QoS 2, ctrl → broker, 0 ms' });
      assert.equal(await first.getAttribute('aria-selected'), 'true');
      assert.equal(await ladder().getAttribute('aria-activedescendant'), await first.getAttribute('id'));
      await at.page.keyboard.press('ArrowDown');
      await packet()
        .getByText(/^PUBREC · 4 B/)
        .waitFor();
      assert.equal(await ladder().evaluate((node) => node === document.activeElement), true);
      await at.page.keyboard.press('Escape');
      await packet().waitFor({ state: 'hidden' });
      assert.equal(await at.detail().isVisible(), true, 'the delivery stays open');
    });

    it('is named by its own sender and receiver, whichever delivery of the journey is open', async () => {
      const trace = factoryScene();
      await open(trace, 4);
      await arrow(trace, 2, 0).click();
      await packet()
        .getByText(/^PUBLISH · .* · ctrl → broker$/)
        .waitFor();
    });

    it('is marked where a finding about another delivery of the journey names it', async () => {
      const trace = withFinding();
      await open(trace, 2);
      await arrow(trace, 3, 0).locator('.arrow-finding').waitFor();
      assert.equal(await at.detail().locator('.detail-body > .findings').isVisible(), false);
    });

    it('is chosen by a click, also in the table', async () => {
      const trace = factoryScene();
      await open(trace, 2);
      await at
        .detail()
        .locator(`[data-packet="${numberOf(trace, 2, 3)}"]`)
        .first()
        .click();
      await packet().getByText('PUBCOMP · 4 B · broker → ctrl').waitFor();
      await at.detail().getByRole('grid', { name: 'Packets' }).getByText('PUBREL').click();
      await packet().getByText('PUBREL · 4 B · ctrl → broker').waitFor();
      await packet().getByRole('button', { name: 'Close the packet' }).click();
      await packet().waitFor({ state: 'hidden' });
      assert.equal(await ladder().evaluate((node) => node === document.activeElement), true);
    });

    it('is marked where a finding names it', async () => {
      const trace = withFinding();
      await open(trace, 3);
      const first = arrow(trace, 3, 0);
      await first.locator('.arrow-finding').waitFor();
      assert.match((await first.locator('title').textContent()) ?? '', /1 finding$/);
      assert.equal(await at.detail().locator('.arrow-finding').count(), 1);
    });

    it('is zoomed by buttons and keys', async () => {
      await open(factoryScene(), 3);
      const width = (): Promise<number> =>
        at
          .detail()
          .locator('.ladder')
          .evaluate((node) => node.clientWidth);
      await at.detail().getByRole('button', { name: 'In its own size' }).click();
      await at.until(async () => (await width()) > 0);
      const whole = await width();
      await at.detail().getByRole('button', { name: 'Larger' }).click();
      await at.until(async () => (await width()) === Math.round(whole * 1.25));
      await ladder().press('-');
      await ladder().press('-');
      await at.until(async () => (await width()) === Math.round(whole * 0.8));
      await at.detail().getByRole('button', { name: 'Fit into the width' }).click();
      assert.ok((await width()) <= (await ladder().evaluate((node) => node.clientWidth)));
    });

    it('goes out as SVG, as PNG and as text for Mermaid', async () => {
      await open(factoryScene(), 3);
      await at.detail().getByRole('button', { name: /SVG/ }).click();
      await at.until(() => at.host.count('savePicture') === 1);
      const svg = Buffer.from(Object.values(at.host.last('savePicture')?.content ?? {})).toString();
      assert.match(svg, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
      assert.match(svg, />PUBLISH 3 · QoS 1</);
      await at.detail().getByRole('button', { name: /PNG/ }).click();
      await at.until(() => at.host.count('savePicture') === 2);
      const png = Buffer.from(Object.values(at.host.last('savePicture')?.content ?? {}));
      assert.equal(png.subarray(1, 4).toString(), 'PNG');
      await at
        .detail()
        .getByRole('button', { name: /Mermaid/ })
        .click();
      await at.until(() => at.host.count('copy') === 1);
      assert.match(at.host.last('copy')?.text ?? '', /^sequenceDiagram\n {2}participant p0 as ctrl\n/);
    });

    it('lets what is waited for grow', async () => {
      const trace = factoryScene();
      await open(trace, 4);
      const label = at.detail().locator('.arrow-waiting .arrow-label');
      const before = await label.textContent();
      trace.now += 120_000;
      trace.set(trace.row(1));
      at.host.changed();
      await at.until(async () => (await label.textContent()) !== before);
      await label.filter({ hasText: /^waiting for PUBREL · 3 min \d+ s$/ }).waitFor();
    });

    it('has its age in every sentence that tells it, as time goes on', async () => {
      const trace = factoryScene();
      const args = { seen: 'PUBREC', missing: 'PUBREL', seconds: 64 };
      trace.explained = [{ delivery: 4, sentences: [{ code: 'explain.missing', args }] }];
      await at.context.clock.install(); // before the page loads, so that it takes all its time from it
      await open(trace, 4);
      await at
        .detail()
        .getByText(/^PUBREC seen 6[\d.]+ s ago, no PUBREL yet\.$/)
        .waitFor();
      await at.page.clock.pauseAt(Date.now() + 60_000);
      await at.letPass(10_000);
      const said = await at.detail().locator('.detail-because').first().textContent();
      const seconds = Number(/seen ([\d.]+) s ago/.exec(said ?? '')?.[1]);
      assert.ok(seconds >= 74, said ?? '');
    });
  });

  describe('taken apart', () => {
    it('marks the bytes of a field that is chosen', async () => {
      const trace = factoryScene();
      await open(trace, 3);
      await arrow(trace, 3, 0).click();
      await tree().getByText('Packet Identifier').click();
      assert.equal(await marked(), '00 03');
      await tree().press('ArrowDown');
      assert.equal(await marked(), '05 02 00 00 00 3c', 'the properties of MQTT 5');
      await tree().press('ArrowLeft');
      assert.equal(await tree().getByText('Message Expiry Interval').isVisible(), false);
    });

    it('chooses the field of a byte that is clicked, or reached by arrows', async () => {
      const trace = factoryScene();
      await open(trace, 3);
      await arrow(trace, 3, 0).click();
      await packet().locator('.hex-codes [data-at="8"]').click();
      const chosen = packet().locator('.field[aria-selected="true"] > .field-line');
      assert.equal((await chosen.textContent())?.trim(), 'Topic Namefactory/m001/command');
      assert.equal((await marked()).split(' ').length, 2 + 'factory/m001/command'.length);
      await packet().locator('.hex-codes [data-at="26"]').click();
      await packet().locator('.hex').press('ArrowRight');
      assert.match((await chosen.textContent()) ?? '', /^\s*Property Length/);
    });

    it('shows a payload as JSON in order, as text and as bytes', async () => {
      const trace = factoryScene();
      await open(trace, 3);
      await arrow(trace, 3, 0).click();
      await packet().getByRole('button', { name: 'Payload' }).click();
      assert.match((await packet().locator('.payload-text').textContent()) ?? '', /^\{\n {2}"on": true,\n/);
      await packet().getByRole('button', { name: 'Text' }).click();
      assert.match((await packet().locator('.payload-text').textContent()) ?? '', /^\{"on":true/);
      await packet().getByRole('button', { name: 'Bytes' }).click();
      assert.equal(await packet().locator('.payload .hex-codes [data-at="0"]').textContent(), '7b');
    });

    it('names the rule behind a finding, with its text, at the delivery and at the packet', async () => {
      const trace = withFinding();
      await open(trace, 3);
      const list = at.detail().getByRole('list', { name: 'Findings' });
      await list.getByRole('button', { name: '[MQTT-3.3.1-3] DUP on a first delivery' }).click();
      await packet().getByText('[MQTT-3.3.1-3]').waitFor();
      await packet().getByText('DUP is set on a QoS 0 PUBLISH').waitFor();
      assert.equal(await at.detail().locator('.detail-body .findings > li').count(), 1, 'only its own');
    });

    it('says that a packet has left the log, and asks again when told to', async () => {
      const trace = factoryScene();
      await open(trace, 3);
      at.host.failing.set('trace.packet', new Error('Packet 100090 has left the log.'));
      await arrow(trace, 3, 0).click();
      await packet().getByRole('alert').getByText('has left the log').waitFor();
      at.host.failing.clear();
      await packet().getByRole('button', { name: 'Try again' }).click();
      await tree().getByText('Topic Name').waitFor();
    });
  });

  for (const theme of Object.keys(THEMES) as ThemeName[]) {
    it(`has no fault for assistive technology under the theme ${theme}: fields, payload, menu, filter`, async () => {
      const trace = withFinding();
      await at.open(trace, { theme, prepare: (fake) => (fake.state = { filter: 'qos.sends > 0' }) });
      await at.page.setViewportSize({ width: 1300, height: 800 });
      await at.row(3).click();
      await arrow(trace, 3, 0).click();
      await tree().getByText('Packet Identifier').click();
      assert.deepEqual(await violations(at.page), []);
      await packet().getByRole('button', { name: 'Payload' }).click();
      await at.row(3).locator('.cell-topic').click({ button: 'right' });
      await at.page.getByRole('menu').waitFor();
      assert.deepEqual(await violations(at.page), []);
      await at.page.keyboard.press('Escape');
      const field = at.page.getByRole('combobox', { name: 'Filter deliveries' });
      await field.fill('qos.nothing == 1');
      await field.press('Enter');
      await at.page.getByRole('alert').getByText('Column 1').waitFor();
      await field.fill('qos.s');
      await field.press('ArrowDown');
      assert.deepEqual(await violations(at.page), []);
    });
  }

  it('stands with a delivery that the engine explains', async () => {
    const trace = factoryScene();
    const args = { filter: 'factory/#', granted: 1 };
    trace.explained = [{ delivery: 3, sentences: [{ code: 'explain.asPublished', args: { ...args, qos: 1 } }] }];
    await open(trace, 3);
    await at.detail().getByText('Delivered at QoS 1, as it was published: factory/# was granted QoS 1.').waitFor();
  });
});
