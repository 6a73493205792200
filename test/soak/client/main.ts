import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { forgetLogins } from '../../../core/connections/logins';
import type { Begun, WorldState } from '../protocol';
import { verified } from './exporting';
import { Places } from './places';
import { stableFiles } from './reading';
import { Samples } from './samples';
import { Soak } from './soak';
import { Work } from './tally';
import { WorldProcess } from './world';

/** The process with the package. Usage: main.cjs <program with the servers> <folder of its own> <minutes> <seed>. Writes result.json there. */
const [, , program, place, minutesText, seedText] = process.argv;
const durationMs = Number(minutesText) * 60_000;
const seed = Number(seedText);
const isShort = durationMs <= 180_000;
const [STORM_MS, CALM_MS] = isShort ? [7_000, 1_500] : [30_000, 6_000];

/** What nobody caught, or Node.js warns of. */
const complaints: string[] = [];
process.on('unhandledRejection', (error) => complaints.push(`nobody caught ${inspect(error).slice(0, 1_000)}`));
process.on('uncaughtException', (error) => complaints.push(`nobody caught ${inspect(error).slice(0, 1_000)}`));
process.on('warning', (warning) => complaints.push(`Node.js warns: ${warning.stack ?? String(warning)}`));

/** Times of storms, each followed by a calm in which all of it comes to an end. */
async function goOn(world: WorldProcess, soak: Soak, samples: Samples): Promise<void> {
	const endsAt = performance.now() + durationMs;
	while (performance.now() < endsAt) {
		soak.stormBegins();
		await world.ask({ ask: 'storm' });
		soak.begin();
		await delay(STORM_MS);
		await world.ask({ ask: 'calm' });
		soak.calmBegins();
		await delay(CALM_MS);
		await soak.pause();
		const { minute, heapMb, rssMb, files } = await samples.take();
		process.stdout.write(`minute ${minute.toFixed(1)}: ${heapMb.toFixed(1)} MB of heap, ${rssMb.toFixed(0)} MB RSS, ${files} file descriptors, ${soak.tally.wrongs.length} wrong\n`);
	}
}

async function main(): Promise<void> {
	const world = new WorldProcess(program);
	const { where } = await world.ask<Begun>({ ask: 'begin', settings: { seed, place: join(place, 'folders'), everyMs: isShort ? 3_000 : 12_000, stable: stableFiles() } });
	const places = new Places(where);
	const soak = new Soak(places, seed);
	const samples = new Samples();
	await goOn(world, soak, samples);
	samples.end();
	await world.ask({ ask: 'rest' });
	// As whoever tests a credential does: a login that a fault refused would be left alone for minutes.
	forgetLogins();
	const before = await world.ask<WorldState>({ ask: 'state' });
	const problems = await soak.finish();
	problems.push(...(await verified(places, new Work('verify', [], new AbortController().signal))).map((finding) => `verify finds ${finding}`));
	let after = await world.ask<WorldState>({ ask: 'state' });
	for (let waits = 0; after.openSockets > 0 && waits < CLOSED_WITHIN_S; waits++) {
		await delay(1_000);
		after = await world.ask<WorldState>({ ask: 'state' });
	}
	if (after.openSockets > 0) problems.push(`${after.openSockets} connections are open at the servers`);
	if (after.openUploads > before.openUploads) problems.push(`the last runs left ${after.openUploads - before.openUploads} uploads open`);
	await world.ask({ ask: 'dump', folder: join(place, 'dump') });
	world.end();
	const emitted = Object.fromEntries(soak.triggers.map(({ service, emitted: counts }) => [service, Object.fromEntries(counts)]));
	writeFileSync(join(place, 'dump', 'emitted.json'), JSON.stringify(emitted));
	const { tally } = soak;
	const result = { wrongs: tally.wrongs, codes: tally.codes, complaints, problems, growth: samples.growth(), samples: samples.all.length, table: tally.table(), series: samples.table(), world: after };
	writeFileSync(join(place, 'result.json'), JSON.stringify(result, null, '\t'));
}

const CLOSED_WITHIN_S = 10;
const ENDS_WITHIN_MS = 20_000;

/** A program ends when nothing is left to wait for. */
function mustEnd(): void {
	setTimeout(() => {
		process.stderr.write(`it does not end: ${process.getActiveResourcesInfo().join(', ')}\n`);
		process.exit(1);
	}, ENDS_WITHIN_MS).unref();
}

void main().then(mustEnd).catch((error: unknown) => {
	process.stderr.write(`${inspect(error)}\n`);
	process.exit(1);
});
