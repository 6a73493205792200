import { cutText } from '../../core/secrets/cut';
import { settingError, textOf } from '../shared/parameters';

/** A folder within that of a credential, as a field has it: `''`, or with its slash at the end. Throws INVALID_REQUEST. */
export function folderBelow(value: unknown, label: string): string {
	const names = textOf(value ?? '', label).trim().split('/').filter((name) => name !== '');
	const odd = names.find((name) => name === '.' || name === '..' || /[\p{Cc}\\]/u.test(name));
	if (odd !== undefined) throw settingError(`"${label}" has "${cutText(odd, 80)}" in it, which leads out of the folder or is no name`, 'Give the path from the folder of the credential on, such as exports/nightly.');
	return names.map((name) => `${name}/`).join('');
}
