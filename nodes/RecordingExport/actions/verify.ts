import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { RecordingError } from '../../../core/errors/recording-error';
import { folderOfJob, verifyExport, type Finding, type Verified } from '../../../core/export';
import { cutText } from '../../../core/secrets/cut';
import { addHint } from '../../shared/hints';
import { flagOf, namesOf } from '../../shared/parameters';
import { archivePasswordOf } from '../archive-password';
import { openTarget } from '../open-target';
import { archiveOf, filesAtOnceOf, jobNameOf, optionsOf } from '../settings';
import { bytesInWords, countInWords, filesInWords } from '../words';

/** Beyond this, findings are counted and no longer returned one by one. */
const MAX_FINDINGS = 10_000;
const LOG_EVERY_MS = 5_000;

/** Holds a target to the manifests of a job: an item for each finding, and a last one that sums up. */
export async function verifyJob(context: IExecuteFunctions, [itemIndex]: readonly number[]): Promise<INodeExecutionData[]> {
	const job = jobNameOf(context, itemIndex);
	const options = optionsOf(context, itemIndex);
	const concurrency = filesAtOnceOf(options);
	const password = await archivePasswordOf(context, itemIndex, archiveOf(context, itemIndex, options));
	const { target, close } = await openTarget(context, itemIndex, concurrency);
	try {
		const findings: Finding[] = [];
		const verified = await verifyExport({
			job,
			target,
			concurrency,
			password,
			sizesOnly: flagOf(options.sizesOnly ?? false, 'Sizes Only'),
			keptHashes: namesOf(options.keptHashes, 'Kept Hashes').map((hash) => hash.toLowerCase()),
			signal: context.getExecutionCancelSignal(),
			onFinding: (finding) => void (findings.length < MAX_FINDINGS && findings.push(finding)),
			onProgress: everySoOften(({ files, bytes }) => context.logger.info(`Recording Export "${job}": verified ${filesInWords(files)}, ${bytesInWords(bytes)} read`)),
		});
		if (verified.segments === 0) throw noManifest(job, target.folder);
		addHint(context, inWords(verified, findings.length));
		const toItem = (json: object): INodeExecutionData => ({ json: json as IDataObject, pairedItem: { item: itemIndex } });
		const isIntact = Object.values(verified.findings).every((count) => count === 0);
		return [...findings.map(({ kind, path, entry, detail }) => toItem({ jobName: job, finding: kind, path, ...(entry === undefined ? {} : { entry }), detail })), toItem({ jobName: job, isIntact, ...verified })];
	} finally {
		await close();
	}
}

function everySoOften<Told>(tell: (told: Told) => void): (told: Told) => void {
	let toldAt = performance.now();
	return (told) => {
		if (performance.now() - toldAt < LOG_EVERY_MS) return;
		toldAt = performance.now();
		tell(told);
	};
}

function inWords({ files, bytes, findings, unopened }: Verified, returned: number): string {
	const found = Object.entries(findings).filter(([, count]) => count > 0);
	const total = found.reduce((sum, [, count]) => sum + count, 0);
	const what = total === 0 ? 'all as the manifest says' : found.map(([kind, count]) => `${countInWords(count)} ${kind}`).join(', ');
	const closed = unopened > 0 ? ` ${countInWords(unopened)} encrypted archives were compared as a whole: for the files in them choose Archive, with the credential of the password.` : '';
	return `Verified ${filesInWords(files)} (${bytesInWords(bytes)} read): ${what}.${closed}${total > returned ? ` The first ${countInWords(returned)} findings came as items.` : ''}`;
}

function noManifest(job: string, folder: string): RecordingError {
	return new RecordingError({
		code: 'NOT_FOUND',
		operation: 'verify',
		path: folder + folderOfJob(job),
		detail: `the target has no manifest of the job "${cutText(job, 100)}"`,
		advice: 'Check Job Name and the folder of the target: both are as they were when the job ran.',
	});
}
