import type { IExecuteFunctions } from 'n8n-workflow';
import type { ArchiveOptions } from '../../core/export';
import type { Secret } from '../../core/secrets/secret';
import { archivePasswords } from '../shared/archive-password';

/** Out of the credential, where archives are encrypted. Throws RecordingError. */
export async function archivePasswordOf(context: IExecuteFunctions, itemIndex: number, archive?: ArchiveOptions): Promise<Secret | undefined> {
	return archive?.encryption ? await archivePasswords(context).of(itemIndex) : undefined;
}
