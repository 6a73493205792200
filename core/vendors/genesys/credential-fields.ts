import { withoutEdges } from '../../text/pasted';
import type { TokenSlot } from './credential';

/** What the credential holds, as typed; every field may be missing, blank, or badly pasted. */
export interface GenesysCredentialFields {
	accountSecretUrl?: string;
	accountToken?: string;
	recordingsSecretUrl?: string;
	recordingsToken?: string;
	gimExportSecretUrl?: string;
	gimExportToken?: string;
	/** One container URL with its token a line. */
	furtherContainersSecret?: string;
	retentionDays?: number;
	allowHttp?: boolean;
	/** PEM text. */
	extraCa?: string;
}

/** A URL and a token that belong together, each where it was pasted. */
export interface TokenInput {
	slot: TokenSlot;
	/** The label of the field in the credential, with the line where a field has several. */
	label: string;
	url: string;
	token: string;
}

/** How a text names a field: its label, and the container where the label does not tell it. */
export function titleOf({ slot, label }: Pick<TokenInput, 'slot' | 'label'>, container: string | undefined): string {
	return slot === 'further' && container ? `${label} (container "${container}")` : label;
}

export function inputsOf(fields: GenesysCredentialFields): TokenInput[] {
	return [
		slotInput('account', 'Account Container', fields.accountSecretUrl, fields.accountToken),
		slotInput('recordings', 'Recordings Container', fields.recordingsSecretUrl, fields.recordingsToken),
		slotInput('gimExport', 'GIM-Export Container', fields.gimExportSecretUrl, fields.gimExportToken),
		...furtherInputs(String(fields.furtherContainersSecret ?? '')),
	];
}

function slotInput(slot: TokenSlot, label: string, url?: string, token?: string): TokenInput {
	return { slot, label, url: String(url ?? ''), token: String(token ?? '') };
}

// Lines are counted as the user sees them, empty ones too. A form may have put several entries into one line.
function furtherInputs(text: string): TokenInput[] {
	return text.split(/\r\n|\r|\n/).flatMap((line, lineIndex) => {
		const entries = line
			.split(/[\s,;](?=["'“‘]?https?:)/i)
			.map((entry) => withoutEdges(entry, /[\s,;]/))
			.filter((entry) => /[\p{L}\p{N}]/u.test(entry));
		return entries.map((url, index): TokenInput => {
			const entry = entries.length > 1 ? `, entry ${index + 1}` : '';
			return { slot: 'further', label: `Further Containers, line ${lineIndex + 1}${entry}`, url, token: '' };
		});
	});
}
