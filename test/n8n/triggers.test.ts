import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { localFolder } from '../../demo/lib/project.js';
import { EightByEightArrivals, GenesysArrivals, SeaArrivals } from './support/arrivals';
import { balanceOf, Ledger } from './support/ledger';
import { Bed } from './support/bed';
import type { RunningN8n } from './support/running-n8n';
import { triggerWorkflow } from './support/trigger-workflow';
import { container } from './support/workflow';

/**
 * An n8n with published workflows: recordings arrive while it runs, it is killed in the middle of executions, stopped in
 * good order, and refused for a while. What its executions did is compared with what was put on the servers. In queue mode it is the
 * main that is killed and stopped, and the executions are on workers.
 */
const NAME = 'test-triggers';
/** For what takes seconds where nothing else runs. */
const LONGEST_WAIT_MS = 300_000;
/** The workflows poll every five seconds, and a poll takes a moment. */
const ONE_MORE_POLL_MS = 7_000;
/** Of each execution, when it is killed in the middle. */
const WORKED_OFF_UNTIL_KILL = 3;

const ledger = new Ledger();
let bed: Bed;
let n8n: RunningN8n;
let genesys: GenesysArrivals;
let sea: SeaArrivals;
let eightByEight: EightByEightArrivals;
/** What n8n kept of the polls that were refused. */
let refusals: string[];

const WORKFLOWS: Record<string, () => string[]> = {
	genesys: () => genesys.stored,
	cxone: () => sea.stored,
	'8x8': () => eightByEight.stored,
	screens: () => [...sea.screens.keys()],
};
const names = Object.keys(WORKFLOWS);

beforeAll(async () => {
	rmSync(join(localFolder, NAME), { recursive: true, force: true });
	bed = await Bed.make(NAME);
	n8n = bed.n8n;
	[genesys, sea, eightByEight] = await Promise.all([GenesysArrivals.start(NAME), SeaArrivals.start(), EightByEightArrivals.start(), ledger.start()]);
	await begin();
	await arriveWhileItRuns();
	await killInTheMiddle();
	await restartInGoodOrder();
	await refuseForAWhile();
}, 1_200_000);

afterAll(async () => {
	await bed.stop();
	for (const server of [ledger, genesys, sea, eightByEight]) await server.stop();
});

/** What is there before is not new, but for the workflow that begins with everything. */
async function begin(): Promise<void> {
	await arrive(15);
	for (const { stored } of [genesys, sea, eightByEight]) stored.splice(0);
	await bed.start();
	const [ofGenesys, ofSea, ofEightByEight] = [await n8n.addCredential(genesys.credential()), await n8n.addCredential(sea.credential()), await n8n.addCredential(eightByEight.credential())];
	const publish = async (name: string, vendor: 'genesys' | 'cxone' | '8x8', credential: string, parameters = {}) =>
		await n8n.publish(triggerWorkflow({ name, vendor, credential, address: ledger.addressFor(name), parameters }));
	await publish('genesys', 'genesys', ofGenesys);
	await publish('cxone', 'cxone', ofSea, { mediaType: container('VOICE'), options: { perExecution: 50 } });
	await publish('8x8', '8x8', ofEightByEight, { options: { minimumAgeMinutes: 0 } });
	await publish('screens', 'cxone', ofSea, { mediaType: container('SCREEN'), beginWith: 'everything', download: true });
	await workedOff();
}

async function arriveWhileItRuns(): Promise<void> {
	await arrive(20);
	await genesys.arriveUntagged(10);
	// More than one execution takes.
	sea.arrive(120);
	eightByEight.arriveIndex();
	await workedOff();
}

/** An execution of each workflow is cut. More comes while n8n is down. */
async function killInTheMiddle(): Promise<void> {
	ledger.holdAfter(WORKED_OFF_UNTIL_KILL);
	await arrive(20);
	await until('an execution of each workflow', async () => await Promise.resolve(names.every((name) => ledger.held.some(({ workflow }) => workflow === name))));
	await n8n.kill();
	ledger.goOn();
	await arrive(20);
	sea.arrive(300);
	await n8n.start();
	await workedOff();
}

async function restartInGoodOrder(): Promise<void> {
	await n8n.stop();
	await arrive(10);
	await genesys.tagLate(120_000);
	await n8n.start();
	await workedOff();
}

/** Like a token that expired, until a new one is pasted. */
async function refuseForAWhile(): Promise<void> {
	genesys.gate.isShut = true;
	await arrive(10);
	await until('an execution that failed', async () => (await n8n.executions(['error'], 'genesys')).length > 0);
	const failed = await n8n.executions(['error'], 'genesys');
	refusals = await Promise.all(failed.map(async ({ id }) => await n8n.executionText(id)));
	genesys.gate.isShut = false;
	await workedOff();
	// What comes twice, comes with the poll that follows.
	await sleep(ONE_MORE_POLL_MS);
	await workedOff();
}

async function arrive(count: number): Promise<void> {
	sea.arriveScreens(count);
	for (const vendor of [sea, eightByEight, genesys]) await vendor.arrive(count);
}

/** All that is there has been written down, and no execution is under way. */
async function workedOff(): Promise<void> {
	const missing = () => names.flatMap((name) => balanceOf(name, ledger, WORKFLOWS[name]()).missing);
	await until('all that has arrived', async () => missing().length === 0 && (await n8n.executions(['new', 'running'])).length === 0).catch((error: Error) => {
		throw new Error(`${error.message}; missing are ${missing().length}, the first ${missing()[0]}`);
	});
}

async function until(what: string, isDone: () => Promise<boolean>): Promise<void> {
	const deadline = Date.now() + LONGEST_WAIT_MS;
	while (!(await isDone())) {
		if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}`);
		await sleep(250);
	}
}

describe.each(names)('%s', (name) => {
	const balance = () => balanceOf(name, ledger, WORKFLOWS[name]());

	it('every recording was worked on, and nothing else', () => {
		expect(balance()).toMatchObject({ missing: [], strange: [] });
	});

	it('none twice, but those of an execution that was cut: all of these', () => {
		const cut = new Set(ledger.held.filter(({ workflow }) => workflow === name).map(({ execution }) => execution));
		expect(cut.size).toBeGreaterThan(0);
		const begun = ledger.entries.filter(({ workflow, execution }) => workflow === name && cut.has(execution)).map(({ path }) => path);
		expect(begun).not.toHaveLength(0);
		expect(balance()).toMatchObject({ twice: [], again: begun.sort() });
	});
});

it('files come whole', () => {
	for (const { path, sha256 } of ledger.entries.filter(({ workflow }) => workflow === 'screens')) expect([path, sha256]).toEqual([path, sea.screens.get(path)]);
});

it('more than Recordings per Execution begins several', () => {
	const executions = ledger.entries.filter(({ workflow }) => workflow === 'cxone').map(({ execution }) => execution);
	const counts = executions.map((one) => executions.filter((other) => other === one).length);
	expect(Math.max(...counts)).toBe(50);
});

it('a refused token shows as an execution that failed, with the reason and no token', () => {
	expect(refusals).not.toHaveLength(0);
	for (const text of refusals) {
		expect(text).toMatch(/CREDENTIAL_|refused|not accepted/i);
		expect(text).not.toMatch(/sig=/);
	}
});

it('what has ended is noted in a file for each trigger', () => {
	expect(readdirSync(join(n8n.folder, '.n8n', 'call-recordings', 'triggers'))).toHaveLength(names.length);
});
