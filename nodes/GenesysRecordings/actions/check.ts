import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { RecordingError } from '../../../core/errors/recording-error';
import { checkTokens, type TokenReport } from '../../../core/vendors/genesys/check-tokens';
import { connect } from '../connect';

export async function check(context: IExecuteFunctions, itemIndex: number): Promise<INodeExecutionData[]> {
	const warnBelowDays = Number(context.getNodeParameter('warnWhenDaysLeftBelow', itemIndex, 0));
	const connection = await connect(context, itemIndex);
	try {
		const reports = await checkTokens(connection, context.getExecutionCancelSignal());
		if (reports.length === 0) throw nothingToCheck();
		const items = reports.map((report) => ({ ...report, ...attention(report, warnBelowDays) }));
		const alarming = items.filter(({ needsAttention }) => needsAttention);
		if (alarming.length > 0 && context.getNodeParameter('onWarning', itemIndex, 'flag') === 'error') {
			throw new NodeOperationError(context.getNode(), alarming.map(({ reason }) => reason).join(' — '), {
				itemIndex,
				description: 'Generate new tokens in Agent Setup > Contact Center Settings > Blob Storage.',
			});
		}
		return items.map((json) => ({ json: json as unknown as IDataObject, pairedItem: { item: itemIndex } }));
	} finally {
		await connection.close();
	}
}

function attention(
	{ works, problem, field, daysLeft, expiresAt }: TokenReport,
	warnBelowDays: number,
): { needsAttention: boolean; reason?: string } {
	if (!works) return { needsAttention: true, reason: problem };
	if (daysLeft === undefined || daysLeft >= warnBelowDays) return { needsAttention: false };
	return { needsAttention: true, reason: `${field}: the token expires in ${daysLeft} days, on ${expiresAt}` };
}

function nothingToCheck(): RecordingError {
	return new RecordingError({
		code: 'CREDENTIAL_INVALID',
		operation: 'check the tokens',
		detail: 'the credential holds no URL and no token',
		advice: 'Paste at least one container URL and its token into the credential.',
	});
}
