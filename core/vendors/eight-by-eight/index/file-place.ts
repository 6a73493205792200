import { dayOfFolder, folderOfDay, parseRecordingPath, recordedAtMs } from '../names';

/** No separator of folders, and not the folder itself. */
const PLAIN = /^(?!\.*$)[^\\/]+$/;
/** A folder of a day without its letter. */
const BARE_DAY = /^\d{8}$/;
const EXTENSION = '.wav';

export interface FilePlace {
	fileName: string;
	directory?: string;
	/** For a download. */
	path: string;
}

/**
 * Where a recording lies: DIRECTORY and FILENAME joined, as the customer's script does from the folder it logs in to.
 * Without a directory, the folder of its day in UTC, which is where the vendor's page says that it lies. How the two are
 * written is not documented: a name of a recording without its extension, and a day without the `S` of its folder, are
 * taken for what they can only be.
 */
export function filePlace(written: string, directory: string | undefined): FilePlace {
	if (directory && PLAIN.test(written) && PLAIN.test(directory)) {
		const fileName = withExtension(written);
		return { fileName, directory, path: `${folderNamed(directory)}/${fileName}` };
	}
	const parts = partsOf(written);
	const fileName = withExtension(parts.at(-1) ?? written);
	const folders = [...partsOf(directory ?? ''), ...parts.slice(0, -1)].map(folderNamed);
	if (folders.length === 0) {
		const { startTime } = parseRecordingPath(fileName);
		if (startTime) folders.push(folderOfDay(startTime.slice(0, 10)));
	}
	return { fileName, ...(directory ? { directory } : {}), path: [...folders, fileName].join('/') };
}

function withExtension(name: string): string {
	if (name.includes('.')) return name;
	return recordedAtMs(name + EXTENSION) === undefined ? name : name + EXTENSION;
}

function folderNamed(folder: string): string {
	return BARE_DAY.test(folder) && dayOfFolder(`S${folder}`) !== undefined ? `S${folder}` : folder;
}

function partsOf(path: string): string[] {
	return path.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
}
