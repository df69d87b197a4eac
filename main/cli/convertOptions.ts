/** Options of the commands that make a new disk, as parsed from the command line. */
import type { Geometry } from '../../shared/views';
import type { ChainOptions } from './openDisk';

export type OutputOptions = { readonly force?: boolean; readonly json?: boolean; readonly verify?: boolean };
export type FreshOptions = { readonly creator?: string; readonly id?: string; readonly blockSize?: number; readonly geometry?: Geometry };

type NewType = 'raw' | 'fixed' | 'dynamic' | 'differencing';
export type ConvertOptions = ChainOptions &
  OutputOptions &
  FreshOptions & { readonly type: NewType; readonly onto?: string; readonly azure?: boolean; readonly full?: boolean };

export type ImportOptions = ConvertOptions & { readonly size?: number; readonly pad?: boolean };
