/**
 * Takes the pictures of the README out of the real editor. Run `npm start` first, then:
 *   npm install --no-save --ignore-scripts playwright-core && node scripts/screenshots.mjs http://127.0.0.1:5680
 * Needs a Chromium (CHROMIUM=/path, default /usr/bin/chromium). Pictures go to docs/images/. To look at some of them in the
 * dark theme, before they go anywhere: node scripts/screenshots.mjs ADDRESS dark .local/images verba,files,triggers
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const [address = 'http://127.0.0.1:5680', theme = 'light', folder = 'docs/images', only = 'genesys,cxone,8x8,verba,files,exports,triggers'] = process.argv.slice(2);
/** On a busy machine, so many times as long. */
const patience = Number(process.env.PATIENCE ?? 1);
const images = join(fileURLToPath(new URL('..', import.meta.url)), folder);
mkdirSync(images, { recursive: true });

const PICTURES = { genesys, cxone, '8x8': eightByEight, verba, files, exports: exportJobs, triggers };
const browser = await chromium.launch({
	executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
	args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
page.setDefaultTimeout(20_000 * patience);
if (theme === 'dark') await page.addInitScript(() => localStorage.setItem('N8N_THEME', 'dark'));

try {
	await page.goto(address);
	await pause(4_000);
	const editor = new URL(page.url()).origin;
	for (const name of only.split(',')) await PICTURES[name](editor);
} finally {
	await browser.close();
}

async function genesys(editor) {
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
}

async function cxone(editor) {
	await open(editor, 'cxoneLastNight');
	await runWorkflow();
	await shootNode("List last night's files", 'cxone-get-many');
	await shootNode('Download files', 'cxone-download');
	await open(editor, 'cxoneCleanUp');
	await runWorkflow();
	await shootNode('Delete from SEA', 'cxone-delete');
	await shootCredential('Delete from SEA', 'cxone-credential');
}

async function eightByEight(editor) {
	await open(editor, 'eightByEightYesterday');
	await runWorkflow();
	await shootNode("List yesterday's recordings", '8x8-get-many');
	await shootNode('Download recordings', '8x8-download');
	await shootNode('Reconcile the last days', '8x8-reconcile');
	await shootCredential('Reconcile the last days', '8x8-credential');
	await open(editor, 'eightByEightCalls');
	await runWorkflow();
	await shootNode('Read the calls', '8x8-parse');
}

async function verba(editor) {
	await open(editor, 'verbaExports');
	await runWorkflow();
	await shoot('verba-workflow');
	await shootNode('List exports', 'verba-get-many');
	await shootNode('Join and check', 'verba-parse');
	await shootNode('Unpack recordings', 'verba-unpack');
	await shootCredential('List exports', 's3-target-credential');
	await shootCredential('Join and check', 'archive-password-credential', 1);
}

async function files(editor) {
	await open(editor, 'recordingFilesArchive');
	await runWorkflow();
	await shootNode('Unpack it', 'files-unpack');
	await shootNode('Read the calls', 'files-parse-index');
	await shootNode('Read the names', 'files-parse-file-name');
}

async function exportJobs(editor) {
	await open(editor, 'genesysExport');
	await runWorkflow();
	await shoot('export-workflow');
	await shootNode('Export what is new', 'export-run');
	await open(editor, 'genesysExpiring');
	await runWorkflow();
	await shootNode('Ask the ledger', 'export-status');
}

async function triggers(editor) {
	await open(editor, 'genesysTranscribe');
	await runNode('When calls are stored');
	await shootNode('When calls are stored', 'genesys-trigger');
	const id = await createWorkflow([
		['When recordings are copied to SEA', 'cxoneSeaTrigger', 'cxoneSeaApi', 'cxone-demo', 'CXone demo'],
		['When recordings are stored', 'eightByEightRecordingsTrigger', 'eightByEightSftpApi', '8x8-demo', '8x8 demo'],
	]);
	await open(editor, id);
	await shootRun('When recordings are copied to SEA', 'cxone-trigger');
	await shootRun('When recordings are stored', '8x8-trigger');
	await rest('POST', `/workflows/${id}/archive`);
	await rest('DELETE', `/workflows/${id}`);
}

async function pause(ms) {
	await page.waitForTimeout(ms * patience);
}

async function open(editor, workflow) {
	await page.goto(`${editor}/workflow/${workflow}`);
	await page.locator('[data-test-id="canvas-node"]').first().waitFor();
	await pause(2_500);
}

async function runWorkflow() {
	await page.locator('[data-test-id="execute-workflow-button"]').first().click();
	await pause(7_000);
	await page.locator('.el-notification__closeBtn').first().click({ timeout: 1_000 }).catch(() => {});
	await page.locator('[data-test-id="zoom-to-fit"]').first().click().catch(() => {});
	await pause(1_500);
}

async function openNode(name) {
	await page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).first().dblclick();
	await pause(2_000);
}

async function closeNode() {
	await page.keyboard.press('Escape');
	await pause(1_000);
}

async function runNode(name) {
	await openNode(name);
	await page.locator('[data-test-id="node-execute-button"]').first().click();
	await pause(4_000);
	await page.locator('.el-notification__closeBtn').first().click({ timeout: 1_000 }).catch(() => {});
	await closeNode();
}

async function shootNode(name, picture) {
	await openNode(name);
	await shoot(picture);
	await closeNode();
}

async function shootRun(name, picture) {
	await runNode(name);
	await shootNode(name, picture);
}

/** Of triggers that no example has. */
async function createWorkflow(triggers) {
	const nodes = triggers.map(([name, type, credentialType, credentialId, credential], index) => ({
		id: type,
		name,
		type: `n8n-nodes-call-recordings.${type}`,
		typeVersion: 1,
		position: [0, index * 240],
		parameters: {},
		credentials: { [credentialType]: { id: credentialId, name: credential } },
	}));
	return (await rest('POST', '/workflows', { name: 'Triggers', nodes, connections: {}, settings: {}, active: false })).data.id;
}

/** As the editor asks its server. */
async function rest(method, path, body) {
	return await page.evaluate(async (request) => {
		const headers = { 'content-type': 'application/json', 'browser-id': localStorage.getItem('n8n-browserId') ?? '' };
		return await (await fetch(`/rest${request.path}`, { method: request.method, headers, body: request.body && JSON.stringify(request.body) })).json();
	}, { method, path, body });
}

async function shootCredential(name, picture, index = 0) {
	await openNode(name);
	await page.locator('[data-test-id="credential-edit-button"]').nth(index).click();
	await pause(4_000);
	await shoot(picture);
	await closeNode();
	await closeNode();
}

async function shoot(picture) {
	await page.mouse.move(5, 5);
	await pause(500);
	await page.screenshot({ path: join(images, `${picture}.png`) });
}
