import type { IExecuteFunctions } from 'n8n-workflow';
import type { Recordings } from '../../core/sources/recordings';
import { TargetConnections } from '../shared/targets/connections';
import { folderBelow } from './folder-below';
import { orClosed } from './or-closed';

export interface OpenTarget {
	target: Recordings;
	/** s3, azureBlob, sftp, folder. */
	type: string;
	close(): Promise<void>;
}

/** Opens the target that an item names, at the folder of the job. Throws RecordingError. */
export async function openTarget(context: IExecuteFunctions, itemIndex: number, concurrency: number): Promise<OpenTarget> {
	// With an archive on its way, there is something to be asked beside it.
	const connections = new TargetConnections(context, { concurrency: Math.max(2, concurrency) });
	const close = async () => await connections.close();
	return await orClosed(close, async () => {
		const type = String(context.getNodeParameter('targetType', itemIndex, 's3'));
		const target = await connections.of(itemIndex);
		const folder = type === 'folder' ? '' : folderBelow(context.getNodeParameter('targetFolder', itemIndex, ''), 'Target Folder');
		return { target: target.below(folder), type, close };
	});
}
