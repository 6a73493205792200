import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ErrorCode } from '../../../core/errors/codes';
import { RecordingError } from '../../../core/errors/recording-error';
import { checkTokens, type TokenReport } from '../../../core/vendors/genesys/check-tokens';
import { numberOf } from '../../shared/parameters';
import { connect } from '../connect';

const OPERATION = 'check the tokens';

export async function check(context: IExecuteFunctions, itemIndex: number): Promise<INodeExecutionData[]> {
	const given: unknown = context.getNodeParameter('warnWhenDaysLeftBelow', itemIndex, 0);
	const warnBelowDays = numberOf(given, 'Warn When Days Left Below', { min: 0 });
	const connection = await connect(context, itemIndex);
	try {
		const reports = await checkTokens(connection, context.getExecutionCancelSignal());
		if (reports.length === 0) throw nothingToCheck();
		const items = reports.map((report) => ({ ...report, ...attention(report, warnBelowDays) }));
		const alarming = items.filter(({ needsAttention }) => needsAttention);
		if (alarming.length > 0 && context.getNodeParameter('onWarning', itemIndex, 'flag') === 'error') {
			throw alarm(alarming);
		}
		return items.map((json) => ({ json: json as unknown as IDataObject, pairedItem: { item: itemIndex } }));
	} finally {
		await connection.close();
	}
}

interface Attention {
	needsAttention: boolean;
	reason?: string;
	advice?: string;
}

function attention({ works, problem, advice, field, daysLeft, expiresAt }: TokenReport, warnBelowDays: number): Attention {
	if (!works) return { needsAttention: true, reason: problem, advice };
	if (daysLeft === undefined || daysLeft >= warnBelowDays) return { needsAttention: false };
	return {
		needsAttention: true,
		reason: `${field}: the token expires in ${daysLeft} days, on ${expiresAt}`,
		advice: 'Generate new tokens in Agent Setup > Contact Center Settings > Blob Storage, and paste them into the credential.',
	};
}

/** One error for all tokens. A token that fails now counts for more than one that will. */
function alarm(alarming: (TokenReport & Attention)[]): RecordingError {
	const failed = alarming.find(({ works }) => !works);
	return new RecordingError({
		code: failed ? ((failed.errorCode ?? 'UNKNOWN') as ErrorCode) : 'CREDENTIAL_EXPIRED',
		operation: OPERATION,
		detail: alarming.map(({ reason }) => reason).join(' — '),
		advice: adviceOn(alarming),
	});
}

function adviceOn(alarming: (TokenReport & Attention)[]): string | undefined {
	const given = alarming.filter(({ advice }) => advice);
	if (new Set(given.map(({ advice }) => advice)).size <= 1) return given[0]?.advice;
	return given.map(({ field, advice }) => `${field}: ${advice}`).join(' ');
}

function nothingToCheck(): RecordingError {
	return new RecordingError({
		code: 'CREDENTIAL_INVALID',
		operation: OPERATION,
		detail: 'the credential holds no URL and no token',
		advice: 'Paste at least one container URL and its token into the credential.',
	});
}
