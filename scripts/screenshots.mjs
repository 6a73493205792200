/**
 * Takes the pictures of the README out of the real editor. Run `npm start` first, then:
 *   npm install --no-save --ignore-scripts playwright-core && node scripts/screenshots.mjs http://127.0.0.1:5680
 * Needs a Chromium (CHROMIUM=/path, default /usr/bin/chromium). Pictures go to docs/images/.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const [address = 'http://127.0.0.1:5680', theme = 'light', folder = 'docs/images'] = process.argv.slice(2);
const images = join(fileURLToPath(new URL('..', import.meta.url)), folder);
mkdirSync(images, { recursive: true });

const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
	args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
page.setDefaultTimeout(20_000);
if (theme === 'dark') await page.addInitScript(() => localStorage.setItem('N8N_THEME', 'dark'));

try {
	await page.goto(address);
	await page.waitForTimeout(4_000);
	const editor = new URL(page.url()).origin;
	await open(editor, 'genesysYesterday');
	await runWorkflow();
	await shoot('workflow');
	await shootNode("Find yesterday's calls", 'find-by-tags');
	await shootNode('Download recordings', 'download');
	await open(editor, 'genesysListExpiring');
	await runWorkflow();
	await shootNode('Get the 20 that expire first', 'get-many');
	await open(editor, 'genesysTokenCheck');
	const check = 'Check tokens';
	await runNode(check);
	await shootNode(check, 'token-check');
	await shootCredential(check, 'credential');
	await open(editor, 'genesysEncrypted');
	await runWorkflow();
	await shootNode('Download and decrypt', 'decrypt');
	await shootCredential('Download and decrypt', 'recording-keys', 1);
	await open(editor, 'cxoneLastNight');
	await runWorkflow();
	await shootNode("List last night's files", 'cxone-get-many');
	await shootNode('Download files', 'cxone-download');
	await open(editor, 'cxoneCleanUp');
	await runWorkflow();
	await shootNode('Delete from SEA', 'cxone-delete');
	await shootCredential('Delete from SEA', 'cxone-credential');
	await open(editor, 'eightByEightYesterday');
	await runWorkflow();
	await shootNode("List yesterday's recordings", '8x8-get-many');
	await shootNode('Download recordings', '8x8-download');
	await shootNode('Reconcile the last days', '8x8-reconcile');
	await shootCredential('Reconcile the last days', '8x8-credential');
	await open(editor, 'eightByEightCalls');
	await runWorkflow();
	await shootNode('Read the calls', '8x8-parse');
} finally {
	await browser.close();
}

async function open(editor, workflow) {
	await page.goto(`${editor}/workflow/${workflow}`);
	await page.locator('[data-test-id="canvas-node"]').first().waitFor();
	await page.waitForTimeout(2_500);
}

async function runWorkflow() {
	await page.locator('[data-test-id="execute-workflow-button"]').first().click();
	await page.waitForTimeout(7_000);
	await page.locator('.el-notification__closeBtn').first().click({ timeout: 1_000 }).catch(() => {});
	await page.locator('[data-test-id="zoom-to-fit"]').first().click().catch(() => {});
	await page.waitForTimeout(1_500);
}

async function openNode(name) {
	await page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).first().dblclick();
	await page.waitForTimeout(2_000);
}

async function closeNode() {
	await page.keyboard.press('Escape');
	await page.waitForTimeout(1_000);
}

async function runNode(name) {
	await openNode(name);
	await page.locator('[data-test-id="node-execute-button"]').first().click();
	await page.waitForTimeout(4_000);
	await page.locator('.el-notification__closeBtn').first().click({ timeout: 1_000 }).catch(() => {});
	await closeNode();
}

async function shootNode(name, picture) {
	await openNode(name);
	await shoot(picture);
	await closeNode();
}

async function shootCredential(name, picture, index = 0) {
	await openNode(name);
	await page.locator('[data-test-id="credential-edit-button"]').nth(index).click();
	await page.waitForTimeout(4_000);
	await shoot(picture);
	await closeNode();
	await closeNode();
}

async function shoot(picture) {
	await page.mouse.move(5, 5);
	await page.waitForTimeout(500);
	await page.screenshot({ path: join(images, `${picture}.png`) });
}
