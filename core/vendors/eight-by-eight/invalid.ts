import { RecordingError } from '../../errors/recording-error';

const WHERE = 'In 8x8 Configuration Manager: Home > Profile.';

/** A field of the credential that cannot be used; `label` as the credential shows it. */
export function invalid(label: string | undefined, problem: string, advice = WHERE): RecordingError {
	const detail = label === undefined ? problem : `${label}: ${problem}`;
	return new RecordingError({ code: 'CREDENTIAL_INVALID', operation: 'open', detail, advice });
}
