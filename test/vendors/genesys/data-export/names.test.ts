import { byAge, parseExportPath, type ParsedExportPath } from '../../../../core/vendors/genesys/data-export';

const RUN = 'export_50120_2026_01_31_08_15_00';
const known = { auditKey: '50120', dataUntil: '2026-01-31T08:15:00Z' };

describe('paths of data exports', () => {
	test.each<[string, ParsedExportPath | undefined]>([
		[`${RUN}/${RUN}.zip`, { exportName: RUN, folder: `${RUN}/`, kind: 'archive', ...known }],
		[`${RUN}/${RUN}.zip.sha1`, { exportName: RUN, folder: `${RUN}/`, kind: 'checksum', ...known }],
		[`${RUN}/readme.txt`, { exportName: RUN, folder: `${RUN}/`, kind: 'other', ...known }],
		[`${RUN}/export_other.zip`, { exportName: RUN, folder: `${RUN}/`, kind: 'other', ...known }],
		[`${RUN}/more.zip`, { exportName: RUN, folder: `${RUN}/`, kind: 'other', ...known }],
		[`mytenant/gim/${RUN}/${RUN}.zip`, { exportName: RUN, folder: `mytenant/gim/${RUN}/`, kind: 'archive', ...known }],
		[`Export_50120_2026_01_31_08_15_00/${RUN}.zip`, { exportName: RUN, folder: 'Export_50120_2026_01_31_08_15_00/', kind: 'archive', ...known }],
		[`export_data/${RUN}.zip`, { exportName: RUN, folder: 'export_data/', kind: 'archive', ...known }],
		[`export_data/${RUN}.zip.sha1`, { exportName: RUN, folder: 'export_data/', kind: 'checksum', ...known }],
		['export_data/export_more.zip', { exportName: 'export_data', folder: 'export_data/', kind: 'other' }],
		[`flat/${RUN}.zip`, { exportName: RUN, folder: 'flat/', kind: 'archive', ...known }],
		[`${RUN}.zip`, { exportName: RUN, folder: '', kind: 'archive', ...known }],
		[`${RUN}.ZIP`, { exportName: RUN, folder: '', kind: 'archive', ...known }],
		['export_of_another_form.zip', { exportName: 'export_of_another_form', folder: '', kind: 'archive' }],
		['export_50120_2026_02_31_08_15_00.zip', { exportName: 'export_50120_2026_02_31_08_15_00', folder: '', kind: 'archive' }],
		['export_12345678901234567890_2026_01_31_08_15_00.zip', { exportName: 'export_12345678901234567890_2026_01_31_08_15_00', folder: '', kind: 'archive', auditKey: '12345678901234567890', dataUntil: '2026-01-31T08:15:00Z' }],
		['export_.zip', undefined],
		['exports/tables.zip', undefined],
		['interaction_fact.csv', undefined],
		[`${RUN}`, undefined],
		['mytenant/003H1G2A6K8AF5PFKG5SO2LAES0000V3_2021-05-21_06-19-26-0064020A-10013025-00000001.mp3.bin', undefined],
		['', undefined],
		['/', undefined],
		[`export_${'9'.repeat(1_000)}.zip`, { exportName: `export_${'9'.repeat(1_000)}`, folder: '', kind: 'archive' }],
	])('%s', (path, expected) => {
		expect(parseExportPath(path)).toEqual(expected);
	});
});

test('the order is that of the data, then of the audit key, whatever its length', () => {
	const inOrder = [
		{ exportName: 'export_of_another_form', lastModified: '2025-12-31T00:00:00Z' },
		{ exportName: 'export_999_2026_01_01_00_00_00' },
		{ exportName: 'export_1000_2026_01_01_00_00_00' },
		{ exportName: 'export_9007199254740993_2026_01_01_00_00_00' },
		{ exportName: 'export_9007199254740994_2026_01_01_00_00_00' },
		{ exportName: 'export_1_2026_01_02_00_00_00' },
		{ exportName: 'export_x', lastModified: '2026-01-03T00:00:00Z' },
	];
	for (let turn = 0; turn < inOrder.length; turn++) {
		expect([...inOrder.slice(turn), ...inOrder.slice(0, turn)].sort(byAge)).toEqual(inOrder);
	}
});
