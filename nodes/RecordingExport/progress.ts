import type { IExecuteFunctions } from 'n8n-workflow';
import type { Progress } from '../../core/export';
import { bytesInWords, countInWords, filesInWords, secondsInWords } from './words';

/** Tells n8n's log how far a run is. */
export function progressLog(context: IExecuteFunctions, jobName: string): (progress: Progress) => void {
	return (progress) => context.logger.info(`Recording Export "${jobName}": ${inWords(progress)}`, { nodeName: context.getNode().name });
}

function inWords({ files, bytes, failed, totalFiles, totalBytes, bytesPerSecond, secondsLeft }: Progress): string {
	const done =
		totalFiles === undefined
			? `${filesInWords(files)}, ${bytesInWords(bytes)}`
			: `${countInWords(files)} of ${filesInWords(totalFiles)}, ${bytesInWords(bytes)} of ${bytesInWords(totalBytes ?? 0)}`;
	return [
		done,
		`${bytesInWords(bytesPerSecond)}/s`,
		...(secondsLeft !== undefined && secondsLeft > 0 ? [`${secondsInWords(secondsLeft)} left`] : []),
		...(failed > 0 ? [`${countInWords(failed)} failed`] : []),
	].join(', ');
}
